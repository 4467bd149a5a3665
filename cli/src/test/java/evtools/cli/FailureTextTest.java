package evtools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureTextTest {
    @Test
    void bothOfJavasWaysToOpenGiveTheSystemsWords(@TempDir Path folder) {
        Path missing = folder.resolve("a (b).ev");
        IOException old = assertThrows(FileNotFoundException.class, () -> {
            try (FileInputStream in = new FileInputStream(missing.toFile())) {
                in.read();
            }
        });
        IOException recent = assertThrows(NoSuchFileException.class, () -> Files.newByteChannel(missing));
        assertEquals("No such file or directory", FailureText.reason(old));
        assertEquals("No such file or directory", FailureText.reason(recent));
        assertEquals(missing + ": No such file or directory", FailureText.of(recent));
    }
}
