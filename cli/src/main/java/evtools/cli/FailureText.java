package evtools.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/** The words for what went wrong with a file: the system's own, which users know. */
public final class FailureText {
    private FailureText() {}

    /** What is wrong, with the file's name where the exception knows it: {@code app.ev: No such file or directory}. */
    public static String of(IOException e) {
        String file = switch (e) {
            case FileSystemException failure -> failure.getFile();
            case FileNotFoundException failure -> nameBeforeReason(orName(failure.getMessage(), e));
            default -> null;
        };
        return file == null ? reason(e) : file + ": " + reason(e);
    }

    /** What is wrong, without the file's name. */
    public static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            case FileAlreadyExistsException _ -> "File exists";
            case NotDirectoryException _ -> "Not a directory";
            case DirectoryNotEmptyException _ -> "Directory not empty";
            case FileSystemLoopException _ -> "Too many levels of symbolic links";
            case FileNotFoundException failure -> systemReason(orName(failure.getMessage(), e));
            case FileSystemException failure -> orName(failure.getReason(), e);
            default -> orName(e.getMessage(), e);
        };
    }

    /** java.io says {@code app.ev (Permission denied)}: the system's words are those in parentheses. */
    private static String systemReason(String message) {
        int open = message.lastIndexOf(" (");
        return open >= 0 && message.endsWith(")") ? message.substring(open + 2, message.length() - 1) : message;
    }

    private static @Nullable String nameBeforeReason(String message) {
        int open = message.lastIndexOf(" (");
        return open >= 0 && message.endsWith(")") ? message.substring(0, open) : null;
    }

    private static String orName(@Nullable String text, IOException e) {
        return text == null || text.isEmpty() ? e.getClass().getSimpleName() : text;
    }
}
