using System.Text;
using SqlInference.Cli.Scripts;

namespace SqlInference.Cli.Shell;

/// <summary>Lines of a pipe or a file: nobody sees prompts.</summary>
sealed class PipedLines(TextReader input) : ILineReader
{
    public bool IsInteractive => false;

    public string? Read(string prompt)
    {
        try
        {
            return input.ReadLine();
        }
        catch (DecoderFallbackException exception)
        {
            throw Script.NotUtf8("Standard input", exception);
        }
    }
}
