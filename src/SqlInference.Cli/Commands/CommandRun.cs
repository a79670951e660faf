using SqlInference.Cli.Output;
using SqlInference.Cli.Terminal;
using SqlInference.Errors;

namespace SqlInference.Cli.Commands;

/// <summary>What every command has around it: however it ends, there is an exit code and a message.</summary>
static class CommandRun
{
    public const int Ok = 0;

    /// <summary>As of a process that SIGPIPE ended.</summary>
    const int OutputClosed = 141;

    /// <param name="interruptEnds">Whether Ctrl-C ends the command, rather than the statement under way alone.</param>
    public static int Run(bool interruptEnds, Func<UserConsole, Interrupts, int> work)
    {
        var console = new UserConsole();
        using var interrupts = new Interrupts(interruptEnds);
        try
        {
            var code = work(console, interrupts);
            return interrupts.EndingWith ?? code;
        }
        catch (OutputClosedException)
        {
            return OutputClosed;
        }
        catch (OperationCanceledException) when (interrupts.EndingWith is { } code)
        {
            return code;
        }
        catch (SqlInferenceException exception)
        {
            console.Tell(ErrorText.Of(exception, console.ErrorHasColour));
            return exception.Condition.ExitCode;
        }
        catch (Exception exception)
        {
            console.Tell(ErrorText.OfUnexpected(exception, console.ErrorHasColour));
            return ErrorConditions.InternalError.ExitCode;
        }
    }
}
