package evtools.format.vectors;

import static java.nio.charset.StandardCharsets.US_ASCII;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventChecksum;
import evtools.format.event.EventView;
import evtools.format.event.Messages;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** One test vector: a stream, and what a reader must find in it. */
record Vector(String describe, List<String> expected, String hex) {
    private static final int HEX_DIGITS_PER_LINE = 96;

    /** The stream that these pieces make one after the other. */
    static Vector of(String describe, byte[]... pieces) throws IOException {
        ByteArrayBuilder joined = new ByteArrayBuilder(16);
        for (byte[] piece : pieces) {
            joined.put(piece);
        }
        byte[] stream = joined.toByteArray();
        return new Vector(describe, read(stream), HexFormat.of().formatHex(stream));
    }

    static Vector parse(byte[] file) {
        String[] parts = new String(file, US_ASCII).split("\n---\n", 2);
        List<String> lines = new ArrayList<>(List.of(parts[0].split("\n", -1)));
        String describe = lines.removeFirst().substring("describe: ".length());
        return new Vector(describe, lines, parts[1].replace("\n", ""));
    }

    byte[] toFile() {
        StringBuilder text = new StringBuilder("describe: ").append(describe).append('\n');
        text.append(String.join("\n", expected)).append("\n---\n");
        for (int i = 0; i < hex.length(); i += HEX_DIGITS_PER_LINE) {
            text.append(hex, i, Math.min(hex.length(), i + HEX_DIGITS_PER_LINE)).append('\n');
        }
        return text.toString().getBytes(US_ASCII);
    }

    byte[] stream() {
        return HexFormat.of().parseHex(hex);
    }

    /** What our reader finds, as the lines of a vector's header. */
    static List<String> read(byte[] stream) throws IOException {
        List<String> damage = new ArrayList<>();
        EventChecksum checksum = new EventChecksum();
        ByteArrayBuilder raw = new ByteArrayBuilder(16);
        Messages messages = new Messages();
        long wrongCrc = 0;
        long invalidForms = 0;
        try (FrameReader frames = new FrameReader(
                        new ByteArrayInputStream(stream), (offset, length, what) -> damage.add(offset + " " + length));
                EventReader reader = new EventReader(frames)) {
            EventView event = new EventView();
            while (reader.next(event)) {
                checksum.add(event.buffer(), event.offset(), event.length());
                wrongCrc += messages.crcMatches(event) ? 0 : 1;
                invalidForms += messages.appendRawLine(event, raw) ? 0 : 1;
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add("events: " + checksum.events());
        lines.add("checksum: " + checksum);
        lines.add("raw: "
                + (raw.length() > 2_000
                        ? "(" + raw.length() + " bytes)"
                        : HexFormat.of().formatHex(raw.toByteArray())));
        if (wrongCrc > 0) {
            lines.add("wrong-crc: " + wrongCrc);
        }
        if (invalidForms > 0) {
            lines.add("invalid-form: " + invalidForms);
        }
        for (String place : damage) {
            lines.add("damage: " + place);
        }
        return lines;
    }
}
