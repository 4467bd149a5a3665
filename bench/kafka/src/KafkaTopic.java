import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/**
 * Looks after the cluster: {@code ready} waits for three brokers, {@code create}, {@code delete}, {@code bytes} (on all
 * brokers), {@code whole} (waits until all replicas are in sync again and equal; prints the seconds that took).
 */
final class KafkaTopic {
    private static final int BROKERS = 3;

    public static void main(String[] arguments) throws Exception {
        Arguments options = new Arguments(arguments, 1);
        long begun = System.nanoTime();
        try (Admin admin = Kafka.admin(options.text("servers"))) {
            switch (arguments[0]) {
                case "ready" -> awaitBrokers(admin);
                case "create" -> Kafka.create(admin, options.text("topic"));
                case "delete" -> admin.deleteTopics(List.of(options.text("topic"))).all().get();
                case "bytes" -> System.out.println(Kafka.equalBytes(admin, options.text("topic")));
                case "whole" -> {
                    awaitBrokers(admin);
                    while (!Kafka.inSync(admin, options.text("topic"))
                            || Kafka.equalBytes(admin, options.text("topic")) < 0) {
                        TimeUnit.MILLISECONDS.sleep(50);
                    }
                    System.out.printf("%.1f%n", (System.nanoTime() - begun) / 1e9);
                }
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
    }

    private static void awaitBrokers(Admin admin) throws InterruptedException {
        while (true) {
            try {
                if (admin.describeCluster().nodes().get().size() >= BROKERS) {
                    return;
                }
            } catch (java.util.concurrent.ExecutionException e) {
                // Not up yet.
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }
}
