using SqlInference.Cli.Commands;
using SqlInference.Cli.Plot;

var root = RootCommands.Create();
root.Subcommands.Add(ShellCommand.Create());
root.Subcommands.Add(RunCommand.Create());
root.Subcommands.Add(ServeCommand.Create());
root.Subcommands.Add(PlotCommand.Create());
return root.ParseAndRun(args);
