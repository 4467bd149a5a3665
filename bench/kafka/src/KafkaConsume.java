import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads all records that a topic has, from its beginning, and writes them as lines on standard output. */
final class KafkaConsume {
    public static void main(String[] arguments) throws Exception {
        Arguments options = new Arguments(arguments, 0);
        Properties properties = new Properties();
        properties.put("bootstrap.servers", options.text("servers"));
        properties.put("enable.auto.commit", "false");
        properties.put("fetch.max.bytes", "67108864");
        properties.put("max.partition.fetch.bytes", "16777216");
        properties.put("fetch.min.bytes", "1048576");
        properties.put("max.poll.records", "100000");
        properties.put("receive.buffer.bytes", "1048576");
        properties.put("key.deserializer", ByteArrayDeserializer.class.getName());
        properties.put("value.deserializer", ByteArrayDeserializer.class.getName());
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties);
                OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 256 << 10)) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionInfo partition : consumer.partitionsFor(options.text("topic"))) {
                partitions.add(new TopicPartition(partition.topic(), partition.partition()));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (!atEnd(consumer, ends)) {
                for (ConsumerRecord<byte[], byte[]> line : consumer.poll(Duration.ofMillis(200))) {
                    out.write(line.value());
                    out.write('\n');
                }
            }
        }
    }

    private static boolean atEnd(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            if (consumer.position(end.getKey()) < end.getValue()) {
                return false;
            }
        }
        return true;
    }
}
