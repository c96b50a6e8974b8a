/** Conditions of a WHERE, with their values as parameters. */
export class SqlConditions {
  readonly values: unknown[] = [];
  private readonly conditions: string[] = [];

  /** The parameter that stands for the value. */
  value(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  add(condition: string): void {
    this.conditions.push(condition);
  }

  equal(column: string, value: string | undefined): void {
    this.given(value, (parameter) => `${column} = ${parameter}`);
  }

  /** Nothing where there is no value. */
  given(value: unknown, condition: (parameter: string) => string): void {
    if (value !== undefined) this.add(condition(this.value(value)));
  }

  where(): string {
    return this.conditions.length === 0 ? '' : `WHERE ${this.conditions.join(' AND ')}`;
  }
}
