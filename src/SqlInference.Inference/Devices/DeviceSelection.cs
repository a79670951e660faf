using System.Globalization;
using SqlInference.Errors;

namespace SqlInference.Inference.Devices;

/// <summary>What the DEVICE setting asks for: one device, or whatever is best here.</summary>
public sealed record DeviceSelection
{
    /// <summary>A GPU where one can be used, otherwise the CPU.</summary>
    public static readonly DeviceSelection Auto = new((InferenceDevice?)null);

    public static readonly DeviceSelection Cpu = new(InferenceDevice.Cpu);

    DeviceSelection(InferenceDevice? device) => Device = device;

    /// <summary>Null for <see cref="Auto"/>.</summary>
    public InferenceDevice? Device { get; }

    public static DeviceSelection Cuda(int index) => new(new InferenceDevice(index));

    /// <summary>Reads 'auto', 'cpu', 'cuda' (the first GPU) or 'cuda:N'; null and blank mean 'auto'.</summary>
    public static DeviceSelection Parse(string? setting)
    {
        var text = setting?.Trim() ?? "";
        if (text.Length == 0 || text.Equals("auto", StringComparison.OrdinalIgnoreCase))
            return Auto;
        if (text.Equals("cpu", StringComparison.OrdinalIgnoreCase))
            return Cpu;
        if (text.Equals("cuda", StringComparison.OrdinalIgnoreCase))
            return Cuda(0);
        if (text.StartsWith("cuda:", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return Cuda(index);
        }

        throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
            $"DEVICE '{text}' is not a device.", "Write 'auto', 'cpu', 'cuda' or 'cuda:N', where N is the number of the GPU.");
    }

    public override string ToString() => Device?.ToString() ?? "auto";
}
