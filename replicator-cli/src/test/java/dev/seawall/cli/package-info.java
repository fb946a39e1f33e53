/** Tests the command line in process: {@link dev.seawall.cli.CliRun} runs one and keeps what it printed. */
@NullMarked
package dev.seawall.cli;

import org.jspecify.annotations.NullMarked;
