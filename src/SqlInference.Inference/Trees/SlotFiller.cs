using System.Numerics;
using System.Runtime.InteropServices;

namespace SqlInference.Inference.Trees;

static class SlotFiller
{
    /// <summary>Copies values with negative infinity in the place of NaN.</summary>
    public static void CopyWithMissingLeft(ReadOnlySpan<float> values, Span<float> target)
    {
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var to = ref MemoryMarshal.GetReference(target);
        nuint row = 0;
        for (; row + (nuint)Vector<float>.Count <= (nuint)values.Length; row += (nuint)Vector<float>.Count)
        {
            var some = Vector.LoadUnsafe(ref from, row);
            Vector.ConditionalSelect(Vector.Equals(some, some), some, new Vector<float>(float.NegativeInfinity)).StoreUnsafe(ref to, row);
        }

        for (var rest = (int)row; rest < values.Length; rest++)
            target[rest] = float.IsNaN(values[rest]) ? float.NegativeInfinity : values[rest];
    }
}
