package evtools.pipe;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventView;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line of {@code key=value} an event: time, host, app, msg, then the event's own fields. */
final class LogfmtText implements EventText {
    private final EventStrings strings = new EventStrings();
    private final TimeFormat time;

    LogfmtText(@Nullable ZoneId zone) {
        this.time = new TimeFormat(zone);
    }

    @Override
    public void append(EventView event, ByteArrayBuilder out) {
        out.putLatin1("time=");
        time.appendTextTime(event, out);
        pair("host", strings.host(event), out);
        pair("app", strings.app(event), out);
        pair("msg", strings.message(event), out);
        for (Map.Entry<String, List<String>> field : strings.fields(event).entrySet()) {
            for (String value : field.getValue()) {
                pair(field.getKey(), value, out);
            }
        }
        out.put('\n');
    }

    private static void pair(String key, String value, ByteArrayBuilder out) {
        StringBuilder text = new StringBuilder(key.length() + value.length() + 4);
        text.append(' ');
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            text.append(c <= ' ' || c == '=' || c == '"' ? '_' : c);
        }
        text.append('=');
        appendValue(value, text);
        out.put(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void appendValue(String value, StringBuilder text) {
        boolean quote = value.isEmpty();
        for (int i = 0; i < value.length() && !quote; i++) {
            char c = value.charAt(i);
            quote = c <= ' ' || c == '=' || c == '"' || c == '\\' || c == 0x7F;
        }
        if (!quote) {
            text.append(value);
            return;
        }
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ' || c == 0x7F) {
                        text.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
