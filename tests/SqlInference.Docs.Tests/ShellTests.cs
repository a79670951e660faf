using SqlInference.TestKit;

namespace SqlInference.Docs.Tests;

/// <summary>Commands on pages run against a real service and print what is shown.</summary>
public sealed class ShellTests
{
    public static TheoryData<string> PagesWithCommands =>
        [.. Repository.Pages().Where(page => page != "README.md" && ShellBlock.In(Repository.Read(page)).Count > 0)];

    [Theory]
    [MemberData(nameof(PagesWithCommands))]
    public void Commands_of_a_page_run_and_print_what_is_shown(string page) => Run(page, withAwsClients: false);

    [AwsClientsFact]
    public void Commands_for_Amazons_own_clients_run_and_print_what_is_shown() => Run("docs/protocols.md", withAwsClients: true);

    static void Run(string page, bool withAwsClients)
    {
        using var folder = new ServedFolder();
        foreach (var block in ShellBlock.In(Repository.Read(page)).Where(block => withAwsClients || !block.NeedsAwsClients))
        {
            var printed = folder.Run(page, block);
            if (block.Output is { } output)
                Printed.AssertAsShown(page, block.Line, output, printed);
        }
    }
}
