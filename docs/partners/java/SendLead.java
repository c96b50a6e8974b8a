import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends a lead in binary mode, and waits for its receipt.
 *
 * <pre>
 * mvn dependency:copy-dependencies -DoutputDirectory=libs
 * java -cp 'libs/*' SendLead.java [id]
 * </pre>
 */
public class SendLead {
  static final String SOURCE = "java-example";

  public static void main(String[] args) throws Exception {
    var id = args.length > 0 ? args[0] : "lead-" + Instant.now().getEpochSecond();
    send(id, """
        {"customer": {"email": "jo@example.com", "name": "Jo Park"}, "channel": "Google"}""");
    System.out.println(receiptOf(id));
  }

  static void send(String id, String data) throws Exception {
    var lead = new ProducerRecord<>("clientele.partner.leads.v1", id, data);
    Map.of(
            "ce_specversion", "1.0",
            "ce_type", "clientele.lead.v1",
            "ce_source", SOURCE,
            "ce_id", id,
            "ce_time", Instant.now().toString(),
            "content-type", "application/json")
        .forEach((name, value) -> lead.headers().add(name, value.getBytes(UTF_8)));
    // A producer sends each record once to the broker, and waits for all replicas, unless told otherwise.
    try (var producer = new KafkaProducer<>(settings(), new StringSerializer(), new StringSerializer())) {
      producer.send(lead).get();
    }
  }

  static String receiptOf(String id) {
    var settings = settings();
    settings.put("group.id", SOURCE + ".receipts");
    settings.put("auto.offset.reset", "earliest");
    var until = Instant.now().plusSeconds(30);
    try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of("clientele.partner.receipts.v1"));
      while (Instant.now().isBefore(until)) {
        for (ConsumerRecord<String, String> receipt : consumer.poll(Duration.ofSeconds(1))) {
          // Of a real partner: read the JSON.
          boolean isOurs = SOURCE.equals(receipt.key()) && receipt.value().contains("\"recordId\":\"" + id + "\"");
          if (isOurs) return receipt.value();
        }
      }
    }
    throw new IllegalStateException("No receipt of " + id + " within 30 s.");
  }

  static Properties settings() {
    var env = System.getenv();
    var settings = new Properties();
    settings.put("bootstrap.servers", env.getOrDefault("KAFKA_BROKERS", "127.0.0.1:9092"));
    if (env.containsKey("KAFKA_USERNAME")) {
      settings.put("security.protocol", "SASL_SSL");
      settings.put("sasl.mechanism", "SCRAM-SHA-512");
      settings.put(
          "sasl.jaas.config",
          "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
              .formatted(env.get("KAFKA_USERNAME"), env.get("KAFKA_PASSWORD")));
      settings.put("ssl.truststore.type", "PEM");
      settings.put("ssl.truststore.location", env.get("KAFKA_CA"));
    }
    return settings;
  }
}
