using SqlInference.Cli.Commands;

var root = RootCommands.Create();
root.Subcommands.Add(ShellCommand.Create());
root.Subcommands.Add(RunCommand.Create());
return root.ParseAndRun(args);
