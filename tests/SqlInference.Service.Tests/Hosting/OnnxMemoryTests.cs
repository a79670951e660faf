using System.Globalization;
using SqlInference.Inference.Onnx;
using SqlInference.TestKit;

namespace SqlInference.Service.Tests.Hosting;

[Collection(RunAlone.Name)]
public sealed class OnnxMemoryTests
{
    const int Sessions = 200;

    [LinuxFact]
    public void A_small_model_takes_about_as_much_memory_as_it_says()
    {
        // Each has run once when it is loaded.
        var backends = new List<OnnxBackend> { OnnxBackend.Load(Workplace.Onnx("linear")) };
        var before = ResidentSetBytes();
        for (var i = 0; i < Sessions; i++)
            backends.Add(OnnxBackend.Load(Workplace.Onnx("linear")));
        var each = (ResidentSetBytes() - before) / Sessions;
        var said = backends[0].MemoryBytes;
        foreach (var backend in backends)
            backend.Dispose();
        Assert.True(each < said * 2 && said < each * 8, $"It takes {each} bytes and says {said}.");
    }

    static long ResidentSetBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        GC.WaitForPendingFinalizers();
        return long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }
}
