using System.CommandLine;
using SqlInference.Service.Sessions;

namespace SqlInference.Cli.Commands;

/// <summary>The options that say what waits for models in training.</summary>
sealed class WaitOptions
{
    readonly Option<bool> _always = new("--wait") { Description = "Wait after each CREATE MODEL until its model is trained." };

    readonly Option<bool> _never = new("--no-wait") { Description = "Do not wait for models in training, not even when a statement needs one." };

    public void AddTo(Command command)
    {
        command.Options.Add(_always);
        command.Options.Add(_never);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_always) is { Implicit: false } && result.GetResult(_never) is { Implicit: false })
                result.AddError("--wait and --no-wait say the opposite; give one of them.");
        });
    }

    /// <summary>Null: nothing was said.</summary>
    public TrainingWait? Wait(ParseResult arguments) =>
        arguments.GetValue(_always) ? TrainingWait.Always : arguments.GetValue(_never) ? TrainingWait.Never : null;
}
