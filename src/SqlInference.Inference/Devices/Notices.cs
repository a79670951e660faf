using System.Collections.Concurrent;

namespace SqlInference.Inference.Devices;

/// <summary>Tells an operator something once, however many models it happens to. Thread-safe.</summary>
public sealed class Notices(Action<string> write)
{
    readonly ConcurrentDictionary<string, bool> _said = new();

    public void Once(string message)
    {
        if (_said.TryAdd(message, true))
            write(message);
    }
}
