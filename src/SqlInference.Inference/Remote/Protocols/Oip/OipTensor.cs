using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Remote.Protocols.Oip;

/// <summary>A tensor as a model's metadata has it. -1 stands for a dimension of any size.</summary>
sealed record OipTensor(string Name, ElementType Type, IReadOnlyList<long> Shape)
{
    /// <summary>Elements in each row; -1 where any number will do.</summary>
    public long RowElements => Shape.Skip(1).Aggregate(1L, (product, dimension) => product < 0 || dimension < 0 ? -1 : product * dimension);

    /// <summary>The dimensions behind the rows, where a row has this many elements; a single one of any size takes what the others leave.</summary>
    public IEnumerable<long> Dimensions(long rowElements)
    {
        var others = Shape.Skip(1).Where(dimension => dimension > 0).Aggregate(1L, (product, dimension) => product * dimension);
        return Shape.Skip(1).Select(dimension => dimension >= 0 ? dimension : rowElements / others);
    }
}
