@NullMarked
package evtools.evgrep.pattern;

import org.jspecify.annotations.NullMarked;
