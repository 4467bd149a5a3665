package evtools.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import evtools.transport.ServerAddress;
import evtools.transport.ServerList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MembershipTest {
    private static final long SECOND = 1_000_000_000L;

    private static final class Recorder implements Membership.Listener {
        final TreeSet<String> servers = new TreeSet<>();
        final List<String> said = new ArrayList<>();

        @Override
        public void added(ServerAddress server, String name) {
            if (!servers.add(server.toString())) {
                throw new AssertionError(server + " is added twice");
            }
        }

        @Override
        public void removed(ServerAddress server) {
            if (!servers.remove(server.toString())) {
                throw new AssertionError(server + " is removed and was not there");
            }
        }

        @Override
        public void changed(String what) {
            said.add(what);
        }

        @Override
        public void problem(String what) {
            said.add("! " + what);
        }

        List<String> said() {
            List<String> all = List.copyOf(said);
            said.clear();
            return all;
        }
    }

    private final Recorder recorder = new Recorder();
    private final Map<String, List<String>> names = new HashMap<>();
    private long now = 1;

    @TempDir
    private Path directory = Path.of("");

    private Membership membership(String... values) throws IOException {
        Membership membership = new Membership(
                ServerList.parse("--to", List.of(values)),
                host -> {
                    List<String> addresses = names.get(host);
                    if (addresses == null) {
                        throw new IOException("unknown host");
                    }
                    return addresses;
                },
                recorder);
        membership.start(now);
        return membership;
    }

    private void tick(Membership membership, long nanos) {
        now += nanos;
        membership.tick(now);
    }

    /** As an editor does it: a new file in the old one's place. */
    private void replace(Path file, String text) throws IOException {
        Path fresh = directory.resolve("fresh");
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void takesAddressesAtOnceAndNeedsNoLookingAfterThem() throws IOException {
        Membership membership = membership("10.0.0.1:1@a", "[::1]:2");
        assertEquals(List.of("10.0.0.1:1@a", "[::1]:2"), List.copyOf(recorder.servers));
        assertEquals(List.of(), recorder.said());
        assertEquals(false, membership.mayChange());
    }

    @Test
    void followsAFileOnceItStaysTheSame() throws IOException {
        Path file = directory.resolve("servers");
        Files.writeString(file, "10.0.0.1:1\n10.0.0.2:1\n");
        Membership membership = membership("@" + file);
        replace(file, "10.0.0.2:1\n10.0.0.3:1@b\n");
        tick(membership, SECOND);
        assertEquals(List.of(), recorder.said(), "it may be half written yet");
        tick(membership, SECOND);
        assertEquals(List.of("+10.0.0.3:1 -10.0.0.1:1"), recorder.said());
        assertEquals(List.of("10.0.0.2:1", "10.0.0.3:1@b"), List.copyOf(recorder.servers));
        tick(membership, SECOND);
        assertEquals(List.of(), recorder.said());
    }

    @Test
    void keepsItsServersWhenTheFileIsBadEmptyOrGone() throws IOException {
        Path file = directory.resolve("servers");
        Files.writeString(file, "10.0.0.1:1\n");
        Membership membership = membership("@" + file);
        replace(file, "10.0.0.2:1\nnonsense\n");
        membership.reread(now);
        assertEquals(
                List.of("! " + file + ":2: 'nonsense' is not HOST:PORT; its servers stay as they were"),
                recorder.said());
        for (int i = 0; i < 5; i++) {
            tick(membership, SECOND);
        }
        assertEquals(List.of(), recorder.said(), "said once");
        replace(file, "");
        tick(membership, SECOND);
        tick(membership, SECOND);
        assertEquals(List.of("! " + file + ": no server in it; its servers stay as they were"), recorder.said());
        Files.delete(file);
        tick(membership, SECOND);
        tick(membership, SECOND);
        assertEquals(List.of(), recorder.said());
        membership.reread(now);
        assertEquals(
                List.of("! " + file + ": No such file or directory; its servers stay as they were"), recorder.said());
        assertEquals(List.of("10.0.0.1:1"), List.copyOf(recorder.servers));
        Files.writeString(file, "10.0.0.9:1\n");
        membership.reread(now);
        assertEquals(List.of("+10.0.0.9:1 -10.0.0.1:1"), recorder.said());
    }

    @Test
    void aBadFileAtTheStartIsAnError() throws IOException {
        Path file = directory.resolve("servers");
        Files.writeString(file, "10.0.0.1\n");
        assertThrows(IOException.class, () -> membership("@" + file));
        assertThrows(IOException.class, () -> membership("@" + directory.resolve("none")));
    }

    @Test
    void aNameStandsForAllItsAddressesAndLosesThoseThatLeave() throws IOException {
        names.put("logs", List.of("10.0.0.1", "10.0.0.2"));
        Membership membership = membership("logs:7@z");
        tick(membership, 0);
        assertEquals(List.of("10.0.0.1:7@z", "10.0.0.2:7@z"), List.copyOf(recorder.servers));
        assertEquals(List.of(), recorder.said(), "nothing has changed since the start");
        names.put("logs", List.of("10.0.0.3", "10.0.0.2"));
        tick(membership, 10 * SECOND);
        assertEquals(List.of(), recorder.said());
        tick(membership, 20 * SECOND);
        assertEquals(List.of("+10.0.0.3:7 (logs) -10.0.0.1:7 (logs)"), recorder.said());
        names.remove("logs");
        tick(membership, 30 * SECOND);
        assertEquals(List.of("! logs: unknown host; its addresses stay as they were"), recorder.said());
        tick(membership, 30 * SECOND);
        assertEquals(List.of("10.0.0.2:7@z", "10.0.0.3:7@z"), List.copyOf(recorder.servers));
        assertEquals(List.of(), recorder.said(), "said once");
    }

    @Test
    void aNameThatDoesNotResolveYetIsTriedAgainAndMentionedOnce() throws IOException {
        Membership membership = membership("logs:7");
        for (int i = 0; i < 10; i++) {
            tick(membership, SECOND);
        }
        assertEquals(List.of("! logs: unknown host; trying again"), recorder.said());
        names.put("logs", List.of("10.0.0.1"));
        tick(membership, 2 * SECOND);
        assertEquals(List.of("+logs:7"), recorder.said());
        assertEquals(List.of("10.0.0.1:7"), List.copyOf(recorder.servers));
    }

    @Test
    void aServerNamedTwiceIsOneAndTooManyAreCut() throws IOException {
        names.put("logs", List.of("10.0.0.1"));
        List<String> many = new ArrayList<>(List.of("10.0.0.1:7", "logs:7", "10.0.0.1:7@z"));
        Membership membership = membership(many.toArray(String[]::new));
        tick(membership, 0);
        assertEquals(List.of("10.0.0.1:7"), List.copyOf(recorder.servers));
        Path file = directory.resolve("servers");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            text.append("10.0.1.").append(i).append(":7\n");
        }
        Files.writeString(file, text.toString());
        recorder.servers.clear();
        membership("@" + file);
        assertEquals(Membership.MAX_SERVERS, recorder.servers.size());
        assertEquals(List.of("! more than 64 servers; the rest is left out"), recorder.said());
    }

    @Test
    void endsUpWithWhatTheFileAndTheNamesSayWhateverHappensInBetween() throws IOException {
        for (long seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Path file = directory.resolve("servers-" + seed);
            Files.writeString(file, "10.0.0.1:1\nlogs:1\n");
            names.clear();
            recorder.servers.clear();
            Membership membership = membership("@" + file);
            TreeSet<String> wanted = new TreeSet<>();
            for (int step = 0; step < 30; step++) {
                wanted.clear();
                StringBuilder text = new StringBuilder("logs:1\n");
                for (int i = 1; i < 8; i++) {
                    if (random.nextBoolean()) {
                        text.append("10.0.0.").append(i).append(":1\n");
                        wanted.add("10.0.0." + i + ":1");
                    }
                }
                List<String> addresses = new ArrayList<>(List.of("10.0.0.9"));
                for (int i = 1; i < 8; i++) {
                    if (random.nextInt(4) == 0) {
                        addresses.add("10.0.0." + i);
                    }
                }
                names.put("logs", addresses);
                addresses.forEach(address -> wanted.add(address + ":1"));
                replace(file, text.toString());
                if (random.nextBoolean()) {
                    tick(membership, random.nextLong(40 * SECOND));
                }
                if (random.nextInt(8) == 0) {
                    membership.reread(now);
                    assertEquals(wanted, recorder.servers, "seed " + seed);
                }
            }
            tick(membership, SECOND);
            tick(membership, SECOND);
            tick(membership, 30 * SECOND);
            assertEquals(wanted, recorder.servers, "seed " + seed);
        }
    }
}
