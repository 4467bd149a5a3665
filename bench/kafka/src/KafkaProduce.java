import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends a file's lines, each as a record, and stops the clock when all three replicas have everything.
 *
 * <p>Before that it sends {@code warm} bytes to a topic of their own, so that what is measured is a producer that runs
 * for long already. Prints: wall seconds until acknowledged, until on all replicas, CPU seconds of this process for
 * that, bytes of lines, bytes on all brokers.
 */
final class KafkaProduce {
    public static void main(String[] arguments) throws Exception {
        Arguments options = new Arguments(arguments, 0);
        Path file = Path.of(options.text("file"));
        String topic = options.text("topic");
        long warm = options.number("warm", 300_000_000);
        try (Admin admin = Kafka.admin(options.text("servers"))) {
            if (warm > 0) {
                Kafka.create(admin, topic + "-warm");
                send(options, file, warm, topic + "-warm");
                admin.deleteTopics(List.of(topic + "-warm")).all().get();
                TimeUnit.MILLISECONDS.sleep(2_000);
            }
            Kafka.create(admin, topic);
            TimeUnit.MILLISECONDS.sleep(500);
            Path ready = Path.of(options.text("ready", "/dev/null"));
            if (!ready.startsWith("/dev")) {
                // Whoever measures the brokers begins now.
                Files.createFile(ready);
                TimeUnit.MILLISECONDS.sleep(300);
            }
            double cpu = cpuSeconds();
            long begun = System.nanoTime();
            long bytes = send(options, file, options.number("limit", Long.MAX_VALUE), topic);
            double acknowledged = (System.nanoTime() - begun) / 1e9;
            double spent = cpuSeconds() - cpu;
            long stored;
            while ((stored = Kafka.equalBytes(admin, topic)) < 0) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            double everywhere = (System.nanoTime() - begun) / 1e9;
            System.out.printf("%.2f %.2f %.2f %d %d%n", acknowledged, everywhere, spent, bytes, stored);
        }
    }

    private static long send(Arguments options, Path file, long limit, String topic) throws Exception {
        AtomicLong failed = new AtomicLong();
        long bytes;
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Kafka.producer(options))) {
            bytes = LineFile.read(file, limit, line -> {
                producer.send(new ProducerRecord<>(topic, line), (where, failure) -> {
                    if (failure != null) {
                        failed.incrementAndGet();
                    }
                });
                return true;
            });
            producer.flush();
        }
        if (failed.get() > 0) {
            throw new IllegalStateException(failed.get() + " records failed");
        }
        return bytes;
    }

    private static double cpuSeconds() throws Exception {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }
}
