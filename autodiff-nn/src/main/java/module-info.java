/** Neural networks: layers, losses, optimisers, training, data, files and a command line. */
module io.autodiff.nn {
  requires static org.jspecify;
  requires static info.picocli;
  requires static java.desktop;
  requires static jdk.jshell;
  requires static me.tongfei.progressbar;
  requires static org.apache.xmlgraphics.batik.svggen;
  requires static org.knowm.xchart;
  requires transitive io.autodiff;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.jr.ob;
  requires de.siegmar.fastcsv;

  opens io.autodiff.nn.cli to
      info.picocli;

  provides jdk.jshell.spi.ExecutionControlProvider with
      io.autodiff.nn.cli.ShellExecution;

  exports io.autodiff.nn;
  exports io.autodiff.nn.data;
  exports io.autodiff.nn.io;
  exports io.autodiff.nn.model;
  exports io.autodiff.nn.optim;
  exports io.autodiff.nn.train;
}
