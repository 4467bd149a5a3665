package evtools.evsort;

import evtools.cli.FailureText;
import evtools.cli.OutputFormat;
import evtools.cli.UserError;
import evtools.pipe.EventOutput;
import evtools.pipe.EventOutputOptions;
import java.io.File;
import java.io.IOException;
import java.util.List;

/**
 * The file for late events. It is appended to, so that a service that is started again keeps what is there; what a crash
 * has left of a frame at its end is cut off first. A file that is no event stream isn't touched.
 */
final class LateFile {
    private LateFile() {}

    /**
     * Opens it.
     *
     * @param inputs what is read, so not to be written to
     */
    static EventOutput open(String name, List<String> inputs) {
        File file = new File(name);
        if (file.isFile() && file.length() > 0) {
            repair(name, file);
        }
        return EventOutputOptions.open(
                EventOutputOptions.openFileToAppend(name, inputs), true, OutputFormat.EV, null, false);
    }

    private static void repair(String name, File file) {
        try {
            if (!FrameFile.cutTail(file)) {
                throw UserError.in(name, "exists and is no event stream, so late events can't be appended")
                        .withHint("give --late side: another file");
            }
        } catch (IOException e) {
            throw UserError.in(name, "can't be appended to: " + FailureText.reason(e));
        }
    }
}
