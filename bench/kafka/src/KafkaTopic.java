import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/**
 * Looks after the cluster: {@code ready} waits for three brokers, {@code create}, {@code delete}, {@code whole} (waits
 * until all replicas are in sync again and equal; prints the seconds that took, and the bytes of all replicas).
 */
final class KafkaTopic {
    private static final int BROKERS = 3;
    private static final long MAX_WAIT_NANOS = 420_000_000_000L;

    public static void main(String[] arguments) throws Exception {
        Arguments options = new Arguments(arguments, 1);
        long begun = System.nanoTime();
        try (Admin admin = Kafka.admin(options.text("servers"))) {
            switch (arguments[0]) {
                case "ready" -> awaitBrokers(admin);
                case "create" -> Kafka.create(admin, options.text("topic"));
                case "delete" -> admin.deleteTopics(List.of(options.text("topic"))).all().get();
                case "whole" -> {
                    awaitBrokers(admin);
                    long bytes;
                    while ((bytes = bytesIfWhole(admin, options.text("topic"))) < 0) {
                        if (System.nanoTime() - begun > MAX_WAIT_NANOS) {
                            throw new IllegalStateException("the replicas don't become equal");
                        }
                        TimeUnit.MILLISECONDS.sleep(50);
                    }
                    System.out.printf("%.1f %d%n", (System.nanoTime() - begun) / 1e9, bytes);
                }
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
    }

    /** -1 also where a request fails because the broker that it went to is only starting. */
    private static long bytesIfWhole(Admin admin, String topic) throws Exception {
        try {
            return Kafka.inSync(admin, topic) ? Kafka.equalBytes(admin, topic) : -1;
        } catch (ExecutionException e) {
            return -1;
        }
    }

    private static void awaitBrokers(Admin admin) throws InterruptedException {
        while (true) {
            try {
                if (admin.describeCluster().nodes().get().size() >= BROKERS) {
                    return;
                }
            } catch (ExecutionException e) {
                // Not up yet.
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }
}
