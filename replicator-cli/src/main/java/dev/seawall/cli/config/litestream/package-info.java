/**
 * Turns Litestream's configuration, of 0.3 and 0.5, into a tree in Seawall's form.
 *
 * <p>Read {@link dev.seawall.cli.config.litestream.LitestreamTranslation} and {@link
 * dev.seawall.cli.config.litestream.TheirSection} first.
 *
 * <p>Invariants: no key is passed over in silence; what would come to mean something else is refused; each value keeps its
 * place in their file.
 */
@NullMarked
package dev.seawall.cli.config.litestream;

import org.jspecify.annotations.NullMarked;
