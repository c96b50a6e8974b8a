import { describe, expect, it } from '@jest/globals';
import { fold } from '@clientele/event-sourcing';
import { given } from '@clientele/testing';
import { Task, type TaskEvent } from './task.js';

const taskId = '0195f000-0000-7000-8000-000000000001';
const later = '2026-04-01T00:00:00.000Z';
const data = {
  taskId,
  customerId: '0195f000-0000-7000-8000-000000000002',
  title: 'Call back',
  note: 'about the offer',
  assignee: 'ann',
  dueAt: '2026-03-10T00:00:00.000Z',
};
const opened: TaskEvent = { type: 'TaskOpened', data };
const done: TaskEvent = { type: 'TaskDone', data: { taskId, doneAt: later } };
const cancelled: TaskEvent = { type: 'TaskCancelled', data: { taskId, cancelledAt: later } };
const reopened: TaskEvent = { type: 'TaskReopened', data: { taskId } };

describe('a task', () => {
  it('is opened once', () => {
    given(Task).when(Task.open(data)).then(opened);
    given(Task, opened).when(Task.open(data)).then();
  });

  it('changes by an event for each thing that differs', () => {
    given(Task, opened)
      .when(Task.change({ title: 'Write', note: null, assignee: 'bob', dueAt: later }))
      .then(
        { type: 'TaskReworded', data: { taskId, title: 'Write' } },
        { type: 'TaskAssigned', data: { taskId, assignee: 'bob' } },
        { type: 'TaskRescheduled', data: { taskId, dueAt: later } },
      );
    given(Task, opened)
      .when(Task.change({ assignee: null }))
      .then({ type: 'TaskAssigned', data: { taskId } });
    given(Task, opened)
      .when(Task.change({ note: 'new' }))
      .then({ type: 'TaskReworded', data: { taskId, title: 'Call back', note: 'new' } });
    given(Task, opened)
      .when(Task.change({ title: 'Call back', note: 'about the offer' }))
      .then();
    given(Task, opened).when(Task.change({})).then();
  });

  it('is done once, and reopened', () => {
    given(Task, opened).when(Task.done(later)).then(done);
    given(Task, opened, done).when(Task.done('2026-05-01T00:00:00.000Z')).then();
    given(Task, opened, done).when(Task.reopen()).then(reopened);
    given(Task, opened).when(Task.reopen()).then();
    given(Task, opened, done, reopened).when(Task.done(later)).then(done);
  });

  it('is cancelled once, and reopened', () => {
    given(Task, opened).when(Task.cancel(later)).then(cancelled);
    given(Task, opened)
      .when(Task.cancel(later, 'sold'))
      .then({ type: 'TaskCancelled', data: { taskId, cancelledAt: later, reason: 'sold' } });
    given(Task, opened, cancelled).when(Task.cancel(later)).then();
    given(Task, opened, cancelled).when(Task.reopen()).then(reopened);
  });

  it('is left alone when it is closed', () => {
    given(Task, opened, done)
      .when(Task.change({ title: 'x' }))
      .thenRefused('TaskNotOpen', { taskStatus: 'done' });
    given(Task, opened, done).when(Task.cancel(later)).thenRefused('TaskNotOpen');
    given(Task, opened, cancelled).when(Task.done(later)).thenRefused('TaskNotOpen', { taskStatus: 'cancelled' });
    given(Task, opened, done)
      .when(Task.change({ title: 'Call back' }))
      .then();
  });

  it('must be there', () => {
    for (const decision of [Task.change({}), Task.done(later), Task.reopen(), Task.cancel(later)])
      given(Task).when(decision).thenRefused('TaskUnknown');
  });

  it('is overdue while it is open and its time has passed', () => {
    const at = new Date('2026-03-10T00:00:00.001Z');
    expect(Task.answer(fold(Task, [opened]), at).overdue).toBe(true);
    expect(Task.answer(fold(Task, [opened]), new Date(data.dueAt)).overdue).toBe(false);
    expect(Task.answer(fold(Task, [opened, done]), at)).toMatchObject({ overdue: false, closedAt: later });
    expect(Task.answer(fold(Task, [opened, done, reopened]), at)).toEqual({ ...data, status: 'open', overdue: true });
  });
});
