# install() rules and the package files; filled in with the consumer test.
