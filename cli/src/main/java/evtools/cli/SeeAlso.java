package evtools.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The man pages a reader of this tool's page may want next, such as {@code "evsort(1)"}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface SeeAlso {
    /** Names with their section. {@code evtools(7)} is added to all. */
    String[] value();
}
