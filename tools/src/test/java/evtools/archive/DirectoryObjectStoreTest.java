package evtools.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryObjectStoreTest extends ObjectStoreContract {
    private static final long NOW_MILLIS = 1_795_168_800_000L;

    @TempDir
    Path folder;

    @Override
    DirectoryObjectStore open() throws IOException {
        return DirectoryObjectStore.open(folder.resolve("store"), true, new SecureRandom());
    }

    @Test
    void aKeyCannotLeaveTheDirectory() throws IOException {
        DirectoryObjectStore store = open();
        for (String key : new String[] {"", "/etc/x", "../x", "a/../../x", ".tmp/x"}) {
            assertThrows(IllegalArgumentException.class, () -> store.putIfAbsent(key, new byte[1]), key);
        }
        assertFalse(Files.exists(folder.resolve("x")));
    }

    @Test
    void whatKilledProcessesLeftIsRemovedAfterADay() throws IOException {
        DirectoryObjectStore store = open();
        store.putIfAbsent("key", new byte[1]);
        Path old = Files.write(folder.resolve("store/.tmp/old"), new byte[1]);
        Path young = Files.write(folder.resolve("store/.tmp/young"), new byte[1]);
        Files.setLastModifiedTime(old, FileTime.fromMillis(NOW_MILLIS - 25 * 3600_000L));
        Files.setLastModifiedTime(young, FileTime.fromMillis(NOW_MILLIS - 3600_000L));
        store.removeStale(NOW_MILLIS);
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(young));
        assertEquals(1, store.list("", "", 10).size());
    }

    @Test
    void aMissingDirectoryOrAFileIsRefused() throws IOException {
        assertThrows(
                NoSuchFileException.class,
                () -> DirectoryObjectStore.open(folder.resolve("none"), false, new SecureRandom()));
        Path file = Files.write(folder.resolve("file"), new byte[1]);
        assertThrows(NotDirectoryException.class, () -> DirectoryObjectStore.open(file, false, new SecureRandom()));
    }
}
