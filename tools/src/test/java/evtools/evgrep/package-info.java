@NullMarked
package evtools.evgrep;

import org.jspecify.annotations.NullMarked;
