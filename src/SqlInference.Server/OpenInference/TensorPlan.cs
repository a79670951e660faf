using System.Globalization;
using System.Text;
using SqlInference.Inference.Columns;

namespace SqlInference.Server.OpenInference;

/// <summary>A tensor of a model's own, with what requests are compared to and answers are made of.</summary>
sealed class TensorPlan
{
    public TensorPlan(string name, ColumnType type)
    {
        Text = name;
        Type = type;
        Name = Encoding.UTF8.GetBytes(name);
        ValidityName = Encoding.UTF8.GetBytes(name + OpenInferencePlan.ValiditySuffix);
        AnswerStart = Start(name, TensorDatatypes.NameOf(type.Element));
        ValidityStart = Start(name + OpenInferencePlan.ValiditySuffix, "BOOL");
        ShapeEnd = type.IsList ? Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $",{type.ListLength}]")) : "]"u8.ToArray();
    }

    public string Text { get; }

    public ColumnType Type { get; }

    public byte[] Name { get; }

    public byte[] ValidityName { get; }

    /// <summary>An output of the answer up to its number of rows.</summary>
    public byte[] AnswerStart { get; }

    public byte[] ValidityStart { get; }

    public byte[] ShapeEnd { get; }

    static byte[] Start(string name, string datatype) =>
        Encoding.UTF8.GetBytes($$"""{"name":{{OpenInferencePlan.Quoted(name)}},"datatype":"{{datatype}}","shape":[""");
}
