from weald.cli.entry import main

main()
