using System.CommandLine;
using SqlInference.Catalog;
using SqlInference.Cli.Terminal;
using SqlInference.Errors;
using SqlInference.Service.Embedded;

namespace SqlInference.Cli.Commands;

/// <summary><c>sqlinference backup</c>: what a data folder holds, whole and at one instant.</summary>
sealed class BackupCommand
{
    const string Examples =
        """
          sqlinference backup --data /var/lib/sqlinference /backup/models.tar
          sqlinference backup models-2026-01-31

        The catalog and the model files are copied while a service works on them. Tables of the embedded engine are
        copied unless a process has them open. The master key of the access keys is not: keep it elsewhere.
        """;

    readonly Option<string> _data = DataOption.Create();

    readonly Option<bool> _noTables = new("--no-tables") { Description = "Leave the tables of the embedded engine out." };

    readonly Argument<string> _target = new("target") { Description = "What to write: NAME.tar becomes an archive, any other name a folder." };

    public static Command Create() => new BackupCommand().Build();

    Command Build()
    {
        var command = new Command("backup", "Copy the catalog and the model files while they are in use.") { _target, _data, _noTables };
        command.SetAction(arguments => CommandRun.Run(interruptEnds: true, (console, interrupts) =>
        {
            using var progress = new ProgressLine(console, () => null);
            Run(arguments, console, progress, interrupts.Begin());
            return CommandRun.Ok;
        }));
        return command.WithExamples(Examples);
    }

    void Run(ParseResult arguments, UserConsole console, ProgressLine progress, CancellationToken cancellation)
    {
        var folder = arguments.GetValue(_data)!;
        var target = arguments.GetValue(_target)!;
        var tables = Path.GetFullPath($"{Path.TrimEndingDirectorySeparator(target)}.{Guid.NewGuid():N}.part.duckdb");
        try
        {
            var others = new Dictionary<string, string>();
            if (!arguments.GetValue(_noTables) && WarehouseCopy.HasTables(folder))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(tables)!);
                if (WarehouseCopy.TryMake(folder, tables))
                    others.Add(WarehouseCopy.FileName, tables);
                else
                    console.Notice($"The tables in '{folder}' are not in the backup: another process has them open. Close it there to have them too.");
            }

            CatalogBackup.Create(folder, target, others, progress.Report, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SqlInferenceException(ErrorConditions.DataFolderUnusable,
                $"The backup cannot be written to '{target}': {exception.Message}", "Choose another place.", exception);
        }
        finally
        {
            if (File.Exists(tables))
                File.Delete(tables);
        }
    }
}
