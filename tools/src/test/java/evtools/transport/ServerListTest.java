package evtools.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.cli.HostPort;
import evtools.cli.OptionValueException;
import evtools.cli.UserError;
import evtools.noise.KeyPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerListTest {
    private static final String KEY =
            KeyPair.generate(new SplittableRandom(1)).publicKey().toString();

    @Test
    void readsAddressesInEveryForm() {
        assertEquals(new ServerAddress(new HostPort("a", 1), "", ""), ServerAddress.parse("a:1"));
        assertEquals(new ServerAddress(new HostPort("a", 1), "z-1.x_Y", ""), ServerAddress.parse("a:1@z-1.x_Y"));
        assertEquals(
                new ServerAddress(new HostPort("::1", 7600), "z", KEY), ServerAddress.parse("[::1]:7600@z#" + KEY));
        assertEquals(
                new ServerAddress(new HostPort("192.0.2.1", 65535), "", KEY),
                ServerAddress.parse("192.0.2.1:65535#" + KEY));
        for (String text : new String[] {"a:1", "a:1@z", "[::1]:7600@z#" + KEY, "b.example:2#" + KEY}) {
            assertEquals(text, ServerAddress.parse(text).toString());
        }
    }

    @Test
    void refusesWhatIsNoAddress() {
        String[] wrong = {
            "",
            "a",
            ":1",
            "a:0",
            "a:65536",
            "a:1@",
            "a:1@z z",
            "a:1@z/",
            "a:1@" + "z".repeat(65),
            "a:1#",
            "a:1#evpub1",
            "a:1#evpub2abc",
            "a:1#evpub1ab c",
            "a:1#evpub1ü",
            "a:1#evpub1" + "q".repeat(128),
            "::1:7600",
            "a:1#" + KEY + "@z",
            "a:1#" + KEY.replace('q', 'p')
        };
        for (String text : wrong) {
            assertThrows(OptionValueException.class, () -> ServerAddress.parse(text), text);
        }
    }

    @Test
    void readsAFileWithComments(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("servers");
        Files.writeString(file, "# all\n\n a:1@x \r\nb:2#" + KEY + "\n\tc:3 # the third\n[::1]:4@z#" + KEY + "\t#x");
        ServerList list = ServerList.parse("--to", List.of("z:9", " @" + file));
        assertEquals(List.of(ServerAddress.parse("z:9")), list.addresses());
        assertEquals(
                "[z:9, a:1@x, b:2#" + KEY + ", c:3, [::1]:4@z#" + KEY + "]",
                list.readAll("--to").toString());
    }

    @Test
    void saysWhereAFileIsWrong(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("servers");
        Files.writeString(file, "a:1\n# b\nb\n");
        ServerList list = ServerList.parse("--to", List.of("@" + file));
        UserError error = assertThrows(UserError.class, () -> list.readAll("--to"));
        assertEquals("--to: " + file + ":3: 'b' is not HOST:PORT", error.getMessage());
        Files.writeString(file, "# nobody\n");
        error = assertThrows(UserError.class, () -> list.readAll("--to"));
        assertEquals("--to: " + file + ": no server in it", error.getMessage());
        Files.writeString(file, "a:1\n".repeat(ServerList.MAX_FILE_BYTES / 4 + 1));
        error = assertThrows(UserError.class, () -> list.readAll("--to"));
        assertTrue(String.valueOf(error.getMessage()).contains("longer than 65536 bytes"));
        Files.delete(file);
        error = assertThrows(UserError.class, () -> list.readAll("--to"));
        assertEquals("--to: " + file + ": No such file or directory", error.getMessage());
    }

    @Test
    void refusesWrongValues() {
        assertThrows(UserError.class, () -> ServerList.parse("--to", List.of("a:1", "")));
        assertThrows(UserError.class, () -> ServerList.parse("--to", List.of("@")));
    }
}
