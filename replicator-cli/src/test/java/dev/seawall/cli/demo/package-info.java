/** Tests that the demo's proof can fail: {@link dev.seawall.cli.demo.ProofTest} tampers with what was restored. */
@NullMarked
package dev.seawall.cli.demo;

import org.jspecify.annotations.NullMarked;
