using System.CommandLine;
using SqlInference.Catalog;
using SqlInference.Cli.Terminal;

namespace SqlInference.Cli.Commands;

/// <summary><c>sqlinference restore</c>: a backup becomes a data folder again.</summary>
sealed class RestoreCommand
{
    const string Examples =
        """
          sqlinference restore /backup/models.tar --data /var/lib/sqlinference

        The backup is checked first; the folder has to be absent or empty, and gets everything or nothing.
        """;

    readonly Option<string> _data = DataOption.Create();

    readonly Argument<string> _backup = new("backup") { Description = "The archive or folder that 'sqlinference backup' wrote." };

    public static Command Create() => new RestoreCommand().Build();

    Command Build()
    {
        var command = new Command("restore", "Put a backup into an empty data folder.") { _backup, _data };
        command.SetAction(arguments => CommandRun.Run(interruptEnds: true, (console, interrupts) =>
        {
            using var progress = new ProgressLine(console, () => null);
            CatalogBackup.Restore(arguments.GetValue(_backup)!, arguments.GetValue(_data)!, progress.Report, interrupts.Begin());
            return CommandRun.Ok;
        }));
        return command.WithExamples(Examples);
    }
}
