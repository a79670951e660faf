namespace SqlInference.Inference.Text.Unicode;

/// <summary>A number for some of the code points, 0 for all others: in blocks, of which most are the same empty one.</summary>
sealed class CodePointMap
{
    const int BlockBits = 7;
    const int BlockSize = 1 << BlockBits;

    readonly int[][] _blocks = new int[0x110000 >> BlockBits][];

    public CodePointMap() => Array.Fill(_blocks, new int[BlockSize]);

    public int this[int point] => _blocks[point >> BlockBits][point & (BlockSize - 1)];

    public void Set(int point, int value)
    {
        ref var block = ref _blocks[point >> BlockBits];
        if (block == _blocks[^1])
            block = new int[BlockSize];
        block[point & (BlockSize - 1)] = value;
    }
}
