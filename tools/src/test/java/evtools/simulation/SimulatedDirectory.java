package evtools.simulation;

import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A directory: the names that programs see, and those that are there after any crash. */
final class SimulatedDirectory {
    /** Values are {@link SimulatedFile}s and {@link SimulatedDirectory}s. */
    final TreeMap<String, Object> names = new TreeMap<>();

    private final TreeMap<String, Object> durable = new TreeMap<>();

    void force() {
        durable.clear();
        durable.putAll(names);
    }

    Map<String, Object> durable() {
        return durable;
    }

    /** Each name is there as programs saw it last, or as it was when the directory was forced last. */
    void losePower(SplittableRandom random) {
        TreeMap<String, Object> changed = new TreeMap<>(names);
        changed.putAll(durable);
        for (String name : changed.keySet()) {
            Object before = durable.get(name);
            Object after = names.get(name);
            if (!Objects.equals(before, after) && random.nextBoolean()) {
                if (before == null) {
                    names.remove(name);
                } else {
                    names.put(name, before);
                }
            }
        }
        force();
        for (Object entry : names.values()) {
            if (entry instanceof SimulatedDirectory directory) {
                directory.losePower(random);
            } else if (entry instanceof SimulatedFile file) {
                file.losePower(random);
            }
        }
    }
}
