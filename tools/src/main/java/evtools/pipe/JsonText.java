package evtools.pipe;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventView;
import evtools.format.event.OwnKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One JSON object a line: time, point (a string: it has more digits than a double holds), host, app, message, fields,
 * source. When a line isn't UTF-8 its original bytes are added as {@code raw_base64}, so nothing is lost.
 */
final class JsonText implements EventText {
    private final JsonFactory json = new JsonFactory();
    private final EventStrings strings = new EventStrings();
    private final TimeFormat time;
    private final ByteArrayBuilder timeText = new ByteArrayBuilder(40);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);

    JsonText(@Nullable ZoneId zone) {
        this.time = new TimeFormat(zone);
    }

    @Override
    public void append(EventView event, ByteArrayBuilder out) throws IOException {
        line.reset();
        try (JsonGenerator generator = json.createGenerator(ObjectWriteContext.empty(), line)) {
            write(event, generator);
        }
        out.put(line.toByteArray()).put('\n');
    }

    private void write(EventView event, JsonGenerator generator) {
        generator.writeStartObject();
        timeText.clear();
        time.appendTextTime(event, timeText);
        generator.writeStringProperty(
                "time", new String(timeText.array(), 0, timeText.length(), StandardCharsets.US_ASCII));
        generator.writeStringProperty("point", Long.toUnsignedString(event.point()));
        generator.writeStringProperty("host", strings.host(event));
        generator.writeStringProperty("app", strings.app(event));
        String message = strings.message(event);
        generator.writeStringProperty("message", message);
        writeFields(strings.fields(event), generator);
        writeIfAny("durability", strings.own(event, OwnKeys.durability()), generator);
        writeIfAny("part", strings.own(event, OwnKeys.part()), generator);
        String[] source = strings.source(event);
        writeIfAny("source", source[0], generator);
        writeIfAny("generation", source[1], generator);
        if (message.indexOf('\uFFFD') >= 0) {
            generator.writeName("raw_base64");
            generator.writeBinary(strings.rawLine(event));
        }
        generator.writeEndObject();
    }

    private static void writeIfAny(String name, String value, JsonGenerator generator) {
        if (!value.isEmpty()) {
            generator.writeStringProperty(name, value);
        }
    }

    private static void writeFields(Map<String, List<String>> fields, JsonGenerator generator) {
        if (fields.isEmpty()) {
            return;
        }
        generator.writeObjectPropertyStart("fields");
        for (Map.Entry<String, List<String>> field : fields.entrySet()) {
            List<String> values = field.getValue();
            if (values.size() == 1) {
                generator.writeStringProperty(field.getKey(), values.getFirst());
            } else {
                generator.writeArrayPropertyStart(field.getKey());
                for (String value : values) {
                    generator.writeString(value);
                }
                generator.writeEndArray();
            }
        }
        generator.writeEndObject();
    }
}
