import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends lines at a steady rate for some seconds while somebody kills brokers, and prints: the longest time without any
 * acknowledgement, the longest of a single partition, the longest wait of a record, all in ms; records acknowledged,
 * refused, and acknowledged in the last {@code tail} seconds of sending.
 */
final class KafkaSteady {
    public static void main(String[] arguments) throws Exception {
        Arguments options = new Arguments(arguments, 0);
        long rate = options.number("rate", 40_000_000);
        long nanos = options.number("seconds", 30) * 1_000_000_000L;
        long tail = options.number("tail", 5) * 1_000_000_000L;
        String topic = options.text("topic");
        Properties properties = Kafka.producer(options);
        // What can't be sent in time is refused, and not waited for without end.
        long timeoutMillis = options.number("timeout", 60_000);
        properties.put("delivery.timeout.ms", String.valueOf(timeoutMillis));
        properties.put("request.timeout.ms", String.valueOf(timeoutMillis / 2));
        properties.put("max.block.ms", String.valueOf(timeoutMillis));
        AckGaps gaps = new AckGaps(Kafka.PARTITIONS);
        AtomicLong acknowledged = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        AtomicLong late = new AtomicLong();
        AtomicLong longest = new AtomicLong();
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties);
        long begun = System.nanoTime();
        long[] sent = new long[1];
        boolean[] more = {true};
        while (more[0]) {
            LineFile.read(Path.of(options.text("file")), Long.MAX_VALUE, line -> {
                long now = System.nanoTime();
                while (sent[0] > (now - begun) / 1e9 * rate) {
                    TimeUnit.MILLISECONDS.sleep(1);
                    now = System.nanoTime();
                }
                more[0] = now - begun < nanos;
                if (!more[0]) {
                    return false;
                }
                sent[0] += line.length + 1;
                long at = now;
                try {
                    producer.send(new ProducerRecord<>(topic, line), (where, failure) -> {
                        if (failure != null) {
                            refused.incrementAndGet();
                            return;
                        }
                        long then = System.nanoTime();
                        acknowledged.incrementAndGet();
                        longest.accumulateAndGet(then - at, Math::max);
                        if (then - begun > nanos - tail && then - begun < nanos) {
                            late.incrementAndGet();
                        }
                        gaps.acknowledged(where.partition(), then);
                    });
                } catch (org.apache.kafka.common.errors.TimeoutException e) {
                    refused.incrementAndGet();
                }
                return true;
            });
        }
        producer.close(java.time.Duration.ofSeconds(options.number("close", 60)));
        System.out.printf(
                "%d %d %d %d %d %d%n",
                gaps.longestOfAllMillis(),
                gaps.longestOfOneMillis(),
                longest.get() / 1_000_000,
                acknowledged.get(),
                refused.get(),
                late.get());
        Runtime.getRuntime().halt(0);
    }

    /** Times between acknowledgements. Called by the producer's one sending thread. */
    private static final class AckGaps {
        private final AtomicLongArray lastOf;
        private long last;
        private long longestOfAll;
        private long longestOfOne;

        AckGaps(int partitions) {
            lastOf = new AtomicLongArray(partitions);
        }

        synchronized void acknowledged(int partition, long now) {
            if (last != 0) {
                longestOfAll = Math.max(longestOfAll, now - last);
            }
            last = now;
            long before = lastOf.getAndSet(partition, now);
            if (before != 0) {
                longestOfOne = Math.max(longestOfOne, now - before);
            }
        }

        synchronized long longestOfAllMillis() {
            return longestOfAll / 1_000_000;
        }

        synchronized long longestOfOneMillis() {
            return longestOfOne / 1_000_000;
        }
    }
}
