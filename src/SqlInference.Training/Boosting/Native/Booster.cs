using System.Globalization;
using System.Runtime.InteropServices;

namespace SqlInference.Training.Boosting.Native;

/// <summary>A booster, its errors turned into exceptions. Belongs to the thread that uses it.</summary>
sealed unsafe class Booster : IDisposable
{
    const string EvaluationName = "rows";

    readonly BoosterHandle _handle;

    /// <param name="matrices">Whose margins it may keep between the rounds.</param>
    public Booster(params ReadOnlySpan<MatrixHandle> matrices)
    {
        XGBoostLibrary.Load();
        Span<nint> pointers = stackalloc nint[matrices.Length];
        for (var i = 0; i < matrices.Length; i++)
            pointers[i] = matrices[i].DangerousGetHandle();
        fixed (nint* first = pointers)
        {
            XGBoostError.Check(XGBoostNative.CreateBooster(first, (ulong)pointers.Length, out var booster));
            _handle = new(booster);
        }
    }

    Booster(nint booster) => _handle = new(booster);

    public void Set(string name, string value) => XGBoostError.Check(XGBoostNative.SetParameter(_handle, name, value));

    public void Set(string name, int value) => Set(name, value.ToString(CultureInfo.InvariantCulture));

    public void Update(int round, MatrixHandle training) => XGBoostError.Check(XGBoostNative.Update(_handle, round, training));

    /// <summary>The last of the metrics that it was told.</summary>
    public double Evaluate(int round, MatrixHandle rows)
    {
        var name = Marshal.StringToCoTaskMemUTF8(EvaluationName);
        try
        {
            var matrix = rows.DangerousGetHandle();
            XGBoostError.Check(XGBoostNative.Evaluate(_handle, round, &matrix, &name, 1, out var text));
            GC.KeepAlive(rows);
            var line = Marshal.PtrToStringUTF8(text)!;
            return double.TryParse(line.AsSpan(line.LastIndexOf(':') + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var score) ? score : double.NaN;
        }
        finally
        {
            Marshal.FreeCoTaskMem(name);
        }
    }

    /// <summary>Row by row.</summary>
    public float[] Predict(MatrixHandle rows, Prediction wanted)
    {
        XGBoostError.Check(XGBoostNative.Predict(_handle, rows,
            $$"""{"type": {{(int)wanted}}, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": true}""",
            out var shape, out var dimensions, out var result));
        ulong count = 1;
        for (var i = 0; i < (int)dimensions; i++)
            count *= shape[i];
        return new ReadOnlySpan<float>(result, checked((int)count)).ToArray();
    }

    /// <summary>Its first rounds as a booster of their own.</summary>
    public Booster First(int rounds)
    {
        XGBoostError.Check(XGBoostNative.Slice(_handle, 0, rounds, 1, out var slice));
        return new(slice);
    }

    public byte[] Save()
    {
        XGBoostError.Check(XGBoostNative.Save(_handle, """{"format": "ubj"}""", out var length, out var bytes));
        return new ReadOnlySpan<byte>(bytes, checked((int)length)).ToArray();
    }

    public void Load(ReadOnlySpan<byte> model)
    {
        fixed (byte* bytes = model)
            XGBoostError.Check(XGBoostNative.Load(_handle, bytes, (ulong)model.Length));
    }

    public void Dispose() => _handle.Dispose();
}
