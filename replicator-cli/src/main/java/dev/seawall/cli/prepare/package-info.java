/** Makes later starts faster: what each start would do again is done once, for this machine and this Java. */
@NullMarked
package dev.seawall.cli.prepare;

import org.jspecify.annotations.NullMarked;
