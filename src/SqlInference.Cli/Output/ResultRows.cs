using System.Buffers;

namespace SqlInference.Cli.Output;

/// <summary>Rows to be printed, chunk by chunk, wherever they come from.</summary>
abstract class ResultRows
{
    public abstract IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>Rows of the chunk at hand.</summary>
    public abstract int RowCount { get; }

    /// <summary>Moves to the next chunk; false at the end.</summary>
    public abstract bool Read();

    public abstract bool IsNull(int column, int row);

    /// <summary>Writes a value as the database prints it; nothing for NULL.</summary>
    public abstract void WriteText(int column, int row, IBufferWriter<byte> utf8);

    public abstract void WriteJson(int column, int row, IBufferWriter<byte> utf8);
}
