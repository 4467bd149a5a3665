import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What the programs here share of Kafka: its settings, topics, and how far its replicas are. */
final class Kafka {
    static final int PARTITIONS = 6;
    private static final short REPLICAS = 3;

    private Kafka() {}

    static Admin admin(String servers) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", servers);
        properties.put("default.api.timeout.ms", "10000");
        properties.put("request.timeout.ms", "5000");
        return Admin.create(properties);
    }

    /** A producer's settings: those that cost least here, for all records acknowledged by all replicas in sync. */
    static Properties producer(Arguments arguments) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", arguments.text("servers"));
        properties.put("acks", "all");
        properties.put("compression.type", arguments.text("compression", "lz4"));
        properties.put("batch.size", arguments.text("batch", "1048576"));
        properties.put("linger.ms", arguments.text("linger", "200"));
        properties.put("buffer.memory", "134217728");
        properties.put("max.request.size", "8388608");
        properties.put("send.buffer.bytes", "1048576");
        properties.put("max.block.ms", "120000");
        properties.put("delivery.timeout.ms", "120000");
        properties.put("key.serializer", ByteArraySerializer.class.getName());
        properties.put("value.serializer", ByteArraySerializer.class.getName());
        return properties;
    }

    static void create(Admin admin, String topic) throws Exception {
        Map<String, String> config = Map.of("min.insync.replicas", "2", "max.message.bytes", "8388608");
        admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, REPLICAS).configs(config)))
                .all()
                .get();
        while (!inSync(admin, topic)) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Whether every partition has a leader and all its replicas are in sync. */
    static boolean inSync(Admin admin, String topic) throws Exception {
        TopicDescription description;
        try {
            description = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic);
        } catch (ExecutionException e) {
            return false;
        }
        for (TopicPartitionInfo partition : description.partitions()) {
            Node leader = partition.leader();
            if (leader == null || leader.isEmpty() || partition.isr().size() < REPLICAS) {
                return false;
            }
        }
        return true;
    }

    /**
     * Bytes of a topic on all brokers together.
     *
     * @return -1 while replicas are missing or differ in size
     */
    static long equalBytes(Admin admin, String topic) throws Exception {
        List<Integer> brokers = new ArrayList<>();
        for (Node node : admin.describeCluster().nodes().get()) {
            brokers.add(node.id());
        }
        Map<Integer, List<Long>> sizes = new HashMap<>();
        long total = 0;
        for (var broker : admin.describeLogDirs(brokers).allDescriptions().get().values()) {
            for (var directory : broker.values()) {
                for (var replica : directory.replicaInfos().entrySet()) {
                    if (replica.getKey().topic().equals(topic)) {
                        long size = replica.getValue().size();
                        sizes.computeIfAbsent(replica.getKey().partition(), key -> new ArrayList<>())
                                .add(size);
                        total += size;
                    }
                }
            }
        }
        boolean equal = sizes.size() == PARTITIONS;
        for (List<Long> replicas : sizes.values()) {
            equal &= replicas.size() == REPLICAS && replicas.stream().distinct().count() == 1;
        }
        return equal ? total : -1;
    }
}
