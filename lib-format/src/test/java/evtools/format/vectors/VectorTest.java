package evtools.format.vectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The vectors in docs/vectors are frozen: what this version writes and reads must go on being just that.
 *
 * <p>To add some, extend {@link VectorStreams} and run the tests with {@code -Dvectors.write=true}, which writes files
 * that don't exist yet and never changes one that does.
 */
class VectorTest {
    private static final Path FOLDER = Path.of("..", "docs", "vectors");

    @Test
    void ourReaderFindsWhatEachVectorSays() throws IOException {
        Set<Path> files = files();
        assertTrue(files.size() >= 40, "vectors are missing: " + files.size());
        for (Path file : files) {
            Vector vector = Vector.parse(Files.readAllBytes(file));
            assertEquals(vector.expected(), Vector.read(vector.stream()), file.toString());
            boolean damaged = vector.expected().stream()
                    .anyMatch(l -> l.startsWith("damage") || l.startsWith("wrong") || l.startsWith("invalid-form"));
            assertEquals(!file.getFileName().toString().startsWith("valid"), damaged, file.toString());
        }
    }

    @Test
    void ourWriterStillMakesTheSameBytes() throws IOException {
        boolean write = Boolean.getBoolean("vectors.write");
        Map<String, Vector> vectors = VectorStreams.all();
        vectors.putAll(TailVectors.all());
        for (Map.Entry<String, Vector> entry : vectors.entrySet()) {
            Path file = FOLDER.resolve(entry.getKey());
            if (write && !Files.exists(file)) {
                Files.write(file, entry.getValue().toFile());
            }
            assertArrayEquals(Files.readAllBytes(file), entry.getValue().toFile(), file.toString());
        }
        assertFalse(vectors.isEmpty());
    }

    @Test
    void ourWriterStillMakesBlocksOfTheSameEvents() throws IOException {
        boolean write = Boolean.getBoolean("vectors.write");
        for (Map.Entry<String, Vector> entry : BlockVectors.all().entrySet()) {
            Path file = FOLDER.resolve(entry.getKey());
            if (write && !Files.exists(file)) {
                Files.write(file, entry.getValue().toFile());
            }
            Vector frozen = Vector.parse(Files.readAllBytes(file));
            assertEquals(events(frozen), events(entry.getValue()), file.toString());
        }
    }

    /** What a vector says of its events; where damage lies depends on the bytes. */
    private static List<String> events(Vector vector) {
        return vector.expected().stream().filter(l -> !l.startsWith("damage")).toList();
    }

    private static Set<Path> files() throws IOException {
        try (Stream<Path> list = Files.list(FOLDER)) {
            return new TreeSet<>(list.filter(f -> f.toString().endsWith(".vec")).toList());
        }
    }
}
