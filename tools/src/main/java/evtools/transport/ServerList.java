package evtools.transport;

import evtools.cli.FailureText;
import evtools.cli.OptionValueException;
import evtools.cli.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of servers as an option gives it: addresses, and {@code @FILE} for addresses in a file.
 *
 * <pre>
 *   --to 192.0.2.7:7600,192.0.2.8:7600@rack-b       --to @/etc/evtools/servers
 *
 *   # a file: one address a line; what follows a # at the beginning of a line or after a blank is a comment
 *   192.0.2.7:7600@rack-a
 *   logs2.example:7600      # a name stands for each of its addresses
 * </pre>
 *
 * @param addresses those given directly, in order
 * @param files those that name more
 */
public record ServerList(List<ServerAddress> addresses, List<Path> files) {
    /** Longest file that is read, far more than 64 servers need. */
    public static final int MAX_FILE_BYTES = 64 << 10;

    /** A file with something in it that is no address. The message names file and line. */
    public static final class BadLineException extends IOException {
        private static final long serialVersionUID = 1;

        BadLineException(String what) {
            super(what);
        }
    }

    /** An immutable list. */
    public ServerList {
        addresses = List.copyOf(addresses);
        files = List.copyOf(files);
    }

    /**
     * Reads the values of an option that splits at commas. Files are not opened.
     *
     * @param option its name, for errors
     * @throws UserError when a value is neither an address nor {@code @FILE}
     */
    public static ServerList parse(String option, List<String> values) {
        List<ServerAddress> addresses = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        for (String value : values) {
            String text = value.strip();
            if (!text.startsWith("@")) {
                try {
                    addresses.add(ServerAddress.parse(text));
                } catch (OptionValueException e) {
                    throw UserError.usage("option '" + option + "': " + e.getMessage());
                }
            } else if (text.length() > 1) {
                files.add(Path.of(text.substring(1)));
            } else {
                throw UserError.usage("option '" + option + "': no file after the @");
            }
        }
        return new ServerList(addresses, files);
    }

    /**
     * All addresses, those in the files too.
     *
     * @param option its name, for errors
     * @throws UserError when a file can't be read or has a bad line
     */
    public List<ServerAddress> readAll(String option) {
        List<ServerAddress> all = new ArrayList<>(addresses);
        for (Path file : files) {
            try {
                all.addAll(read(file));
            } catch (IOException e) {
                throw new UserError(option + ": " + FailureText.of(e), e);
            }
        }
        return all;
    }

    /**
     * The addresses in a file.
     *
     * @throws BadLineException when a line is no address, the file holds none or is too long
     */
    public static List<ServerAddress> read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_FILE_BYTES + 1);
        }
        if (bytes.length > MAX_FILE_BYTES) {
            throw new BadLineException(file + ": longer than " + MAX_FILE_BYTES + " bytes");
        }
        return parseLines(file.toString(), new String(bytes, StandardCharsets.UTF_8));
    }

    /**
     * The addresses in the text of a file.
     *
     * @param file for messages
     * @throws BadLineException when a line is no address, or there is none
     */
    public static List<ServerAddress> parseLines(String file, String text) throws BadLineException {
        List<ServerAddress> addresses = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String address = withoutComment(line).strip();
            if (!address.isEmpty()) {
                try {
                    addresses.add(ServerAddress.parse(address));
                } catch (OptionValueException e) {
                    throw new BadLineException(file + ":" + number + ": " + e.getMessage());
                }
            }
        }
        if (addresses.isEmpty()) {
            throw new BadLineException(file + ": no server in it");
        }
        return addresses;
    }

    private static String withoutComment(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == '#' && (i == 0 || line.charAt(i - 1) <= ' ')) {
                return line.substring(0, i);
            }
        }
        return line;
    }
}
