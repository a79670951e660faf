using System.Diagnostics;
using System.Globalization;
using SqlInference.Cli.Output;
using SqlInference.Cli.Terminal;
using SqlInference.Errors;
using SqlInference.Language;
using SqlInference.Service.Sessions;

namespace SqlInference.Cli.Scripts;

/// <summary>Runs statements one after the other and tells how each of them ended.</summary>
sealed class ScriptRunner(IScriptSession session, StatementOutput output, UserConsole console, Interrupts interrupts)
{
    public const int Ok = 0;

    public IScriptSession Session => session;

    public bool KeepGoing { get; init; }

    public bool Timing { get; set; }

    /// <summary>Runs a script; returns the exit code of its first error.</summary>
    public int Run(Script script)
    {
        var first = Ok;
        foreach (var statement in ScriptSplitter.Split(script.Text, session.Dialect).Repeated())
        {
            var code = Run(script, statement);
            first = first == Ok ? code : first;
            if (interrupts.EndingWith != null || code == Interrupts.Interrupted || (code != Ok && !KeepGoing))
                break;
        }

        return first;
    }

    /// <summary>Runs a statement; returns the exit code of its error.</summary>
    public int Run(Script script, ScriptStatement statement)
    {
        var watch = Stopwatch.StartNew();
        output.Statement = statement.In(script.Text).ToString();
        session.ScriptFolder = script.Folder;
        var code = Run(
            cancellation => session.Run(script.Text, statement, output, cancellation),
            exception => ErrorText.Of(exception, script, statement, console.ErrorHasColour));
        if (Timing && code == Ok)
            console.Tell(string.Create(CultureInfo.InvariantCulture, $"Time: {watch.Elapsed.TotalMilliseconds:0.0} ms"));
        return code;
    }

    /// <summary>There are no more statements: waits for what they have begun; returns the exit code of what failed first.</summary>
    public int Finish()
    {
        var first = Ok;
        while (interrupts.EndingWith == null)
        {
            var code = FinishOne();
            first = first == Ok ? code : first;
            if (code is Ok or Interrupts.Interrupted)
                break;
        }

        return first;
    }

    // One that has failed is not waited for again.
    int FinishOne() => Run(cancellation => session.Finish(output, cancellation), exception => ErrorText.Of(exception, console.ErrorHasColour));

    int Run(Action<CancellationToken> work, Func<SqlInferenceException, string> tell)
    {
        var cancellation = interrupts.Begin();
        try
        {
            using (output.ProgressLine = new(console, () => session.Progress))
                work(cancellation);
            console.Out.Flush();
            return Ok;
        }
        catch (OutputClosedException)
        {
            throw;
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            console.Out.Flush();
            console.Tell("cancelled");
            return interrupts.EndingWith ?? Interrupts.Interrupted;
        }
        catch (SqlInferenceException exception)
        {
            console.Out.Flush();
            console.Tell(tell(exception));
            return exception.Condition.ExitCode;
        }
        catch (Exception exception)
        {
            console.Out.Flush();
            console.Tell(ErrorText.OfUnexpected(exception, console.ErrorHasColour));
            return ErrorConditions.InternalError.ExitCode;
        }
        finally
        {
            interrupts.End();
        }
    }
}
