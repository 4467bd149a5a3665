package evtools.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How a tool is used, most usual first: {@code "evcat app.ev  # print the events as text"}. Help begins with them.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Examples {
    /** Command lines, each with two blanks, {@code #}, a blank and what it does after it. */
    String[] value();
}
