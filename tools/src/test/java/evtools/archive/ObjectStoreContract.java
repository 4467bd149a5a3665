package evtools.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.archive.ObjectStore.ObjectInfo;
import evtools.archive.ObjectStore.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every object store must do. A store's test extends this and makes the store. */
abstract class ObjectStoreContract {
    /** The store under test, empty at first; two calls give two users of the same store. */
    abstract ObjectStore open() throws IOException;

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] read(ObjectStore store, String key) throws IOException {
        try (InputStream in = store.get(key)) {
            return in.readAllBytes();
        }
    }

    private static List<String> keys(List<ObjectInfo> objects) {
        List<String> keys = new ArrayList<>();
        objects.forEach(object -> keys.add(object.key()));
        return keys;
    }

    @Test
    void whatIsPutCanBeRead() throws IOException {
        try (ObjectStore store = open()) {
            assertTrue(store.putIfAbsent("a/b/c.ev", bytes("hello")));
            assertArrayEquals(bytes("hello"), read(store, "a/b/c.ev"));
            ObjectInfo info = store.find("a/b/c.ev");
            assertNotNull(info);
            assertEquals(5, info.bytes());
            assertNull(store.find("a/b"));
            assertNull(store.find("a/b/d"));
            assertThrows(NoSuchFileException.class, () -> read(store, "a/b/d"));
        }
    }

    @Test
    void anObjectIsNeverReplaced() throws IOException {
        try (ObjectStore store = open()) {
            assertTrue(store.putIfAbsent("key", bytes("first")));
            assertFalse(store.putIfAbsent("key", bytes("second")));
            assertArrayEquals(bytes("first"), read(store, "key"));
        }
    }

    @Test
    void anUploadIsInvisibleUntilItHasAKey() throws IOException {
        try (ObjectStore store = open()) {
            try (Upload upload = store.newUpload()) {
                upload.stream().write(bytes("half "));
                assertEquals(List.of(), keys(store.list("", "", 10)));
                upload.stream().write(bytes("whole"));
                try (InputStream again = upload.reopen()) {
                    assertArrayEquals(bytes("half whole"), again.readAllBytes());
                }
                assertTrue(upload.commitAs("k/1"));
                assertFalse(upload.commitAs("k/1"));
                try (InputStream again = upload.reopen()) {
                    assertArrayEquals(bytes("half whole"), again.readAllBytes());
                }
            }
            try (Upload abandoned = store.newUpload()) {
                abandoned.stream().write(bytes("nothing"));
            }
            assertEquals(List.of("k/1"), keys(store.list("", "", 10)));
            assertArrayEquals(bytes("half whole"), read(store, "k/1"));
        }
    }

    @Test
    void rangesAreRead() throws IOException {
        try (ObjectStore store = open()) {
            store.putIfAbsent("key", bytes("0123456789"));
            try (InputStream in = store.get("key", 3, 4)) {
                assertArrayEquals(bytes("3456"), in.readAllBytes());
            }
            try (InputStream in = store.get("key", 8, 100)) {
                assertArrayEquals(bytes("89"), in.readAllBytes());
            }
        }
    }

    @Test
    void listsAreInTheOrderOfKeys() throws IOException {
        try (ObjectStore store = open()) {
            List<String> sorted = List.of("a", "b-c", "b/a", "b/b/1", "b/b/2", "b/b0", "b0", "c/x");
            for (int i = sorted.size() - 1; i >= 0; i--) {
                store.putIfAbsent(sorted.get(i), bytes("x"));
            }
            assertEquals(sorted, keys(store.list("", "", 100)));
            assertEquals(sorted.subList(2, 6), keys(store.list("b/", "", 100)));
            assertEquals(List.of("b/b/1", "b/b/2", "b/b0"), keys(store.list("b/b", "", 100)));
            assertEquals(List.of("b/b/2"), keys(store.list("b/b/", "b/b/1", 100)));
            assertEquals(List.of("a", "b-c", "b/a"), keys(store.list("", "", 3)));
            assertEquals(List.of(), keys(store.list("nothing", "", 3)));
            List<String> paged = new ArrayList<>();
            String after = "";
            while (true) {
                List<ObjectInfo> page = store.list("", after, 2);
                paged.addAll(keys(page));
                if (page.size() < 2) {
                    break;
                }
                after = page.getLast().key();
            }
            assertEquals(sorted, paged);
        }
    }

    @Test
    void whatIsDeletedIsGoneAndMayBePutAgain() throws IOException {
        try (ObjectStore store = open()) {
            store.putIfAbsent("key", bytes("x"));
            store.delete("key");
            store.delete("key");
            assertNull(store.find("key"));
            assertTrue(store.putIfAbsent("key", bytes("y")));
        }
    }

    @Test
    void ofManyWritersOfOneKeyOneWins() throws Exception {
        int writers = 8;
        for (int round = 0; round < 20; round++) {
            String key = "race/" + round;
            AtomicInteger winners = new AtomicInteger();
            AtomicInteger failures = new AtomicInteger();
            CountDownLatch start = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                byte[] mine = bytes("writer " + writer);
                threads.add(Thread.ofPlatform().start(() -> {
                    try (ObjectStore store = open()) {
                        start.await();
                        if (store.putIfAbsent(key, mine)) {
                            winners.incrementAndGet();
                        }
                    } catch (IOException | InterruptedException e) {
                        failures.incrementAndGet();
                    }
                }));
            }
            start.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(1, winners.get(), "winners of round " + round);
            assertEquals(0, failures.get());
        }
    }

    @Test
    void anObjectCanBeMadeYoung() throws IOException {
        try (ObjectStore store = open()) {
            store.touch("a/b", 1_000_000_000_000L);
            assertTrue(store.putIfAbsent("a/b", bytes("x")));
            store.touch("a/b", 1_000_000_000_000L);
            ObjectInfo info = store.find("a/b");
            assertNotNull(info);
            assertEquals(1_000_000_000_000L, info.modifiedMillis());
        }
    }
}
