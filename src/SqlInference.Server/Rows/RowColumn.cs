using System.Text;
using SqlInference.Inference.Columns;

namespace SqlInference.Server.Rows;

/// <summary>One parameter of a function, as the rows of a request give it.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="SqlType">For messages: its type as it was declared.</param>
/// <param name="Type">How its values lie in memory.</param>
sealed record RowColumn(string Name, string SqlType, ColumnType Type)
{
    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(Name);

    /// <summary>How many fields of a row it takes: a list has one for each element.</summary>
    public int Fields => Type.ElementsPerRow;
}
