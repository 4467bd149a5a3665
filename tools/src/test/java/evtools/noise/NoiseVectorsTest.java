package evtools.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The published vectors of the protocol, both sides and all messages. */
class NoiseVectorsTest {
    private record Message(String payloadHex, String ciphertextHex) {
        byte[] payload() {
            return HexFormat.of().parseHex(payloadHex);
        }

        byte[] ciphertext() {
            return HexFormat.of().parseHex(ciphertextHex);
        }
    }

    private final Map<String, byte[]> fields = new HashMap<>();
    private final List<Message> messages = new ArrayList<>();

    NoiseVectorsTest() throws IOException {
        try (InputStream in = Objects.requireNonNull(NoiseVectorsTest.class.getResourceAsStream("cacophony.json"));
                JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
            String payload = "";
            while (json.nextToken() != null) {
                if (json.currentToken() != JsonToken.VALUE_STRING) {
                    continue;
                }
                String name = json.currentName();
                String text = json.getString();
                switch (name) {
                    case "source" -> {}
                    case "protocol_name" -> assertEquals(SymmetricState.PROTOCOL, text);
                    case "payload" -> payload = text;
                    case "ciphertext" -> messages.add(new Message(payload, text));
                    default -> fields.put(name, HexFormat.of().parseHex(text));
                }
            }
        }
        assertEquals(6, messages.size());
    }

    private byte[] field(String name) {
        return Objects.requireNonNull(fields.get(name), name);
    }

    private KeyPair key(String name) {
        return KeyPair.of(field(name));
    }

    @Test
    void bothSidesSayWhatTheVectorsSay() throws NoiseException {
        assertEquals(key("resp_static").publicKey(), new PublicKey(field("init_remote_static")));
        HandshakeState client = HandshakeState.initiator(
                field("init_prologue"),
                key("init_static"),
                new PublicKey(field("init_remote_static")),
                key("init_ephemeral"));
        HandshakeState server =
                HandshakeState.responder(field("resp_prologue"), key("resp_static"), key("resp_ephemeral"));

        byte[] first = client.write(messages.get(0).payload());
        assertArrayEquals(messages.get(0).ciphertext(), first);
        assertArrayEquals(messages.get(0).payload(), server.read(first));
        assertEquals(key("init_static").publicKey(), server.remote());

        byte[] second = server.write(messages.get(1).payload());
        assertArrayEquals(messages.get(1).ciphertext(), second);
        assertArrayEquals(messages.get(1).payload(), client.read(second));

        assertArrayEquals(client.hash(), server.hash());

        HandshakeState.Ciphers ofClient = client.split();
        HandshakeState.Ciphers ofServer = server.split();
        for (int i = 2; i < messages.size(); i++) {
            boolean fromClient = i % 2 == 0;
            Message message = messages.get(i);
            int length = message.payload().length;
            byte[] bytes = Arrays.copyOf(message.payload(), length + CipherState.TAG_BYTES);
            (fromClient ? ofClient : ofServer).sending().encrypt(bytes, 0, length);
            assertArrayEquals(message.ciphertext(), bytes);
            int plain = (fromClient ? ofServer : ofClient).receiving().decrypt(bytes, 0, bytes.length);
            assertArrayEquals(message.payload(), Arrays.copyOf(bytes, plain));
        }
    }
}
