using SqlInference.Inference.Columns;
using SqlInference.Language;
using SqlInference.Service;
using SqlInference.Service.Statements;

namespace SqlInference.Server.Registry.Training;

/// <summary>A column of training data and the memory that its values are read into.</summary>
sealed class UploadColumn(string name, string typeName) : IDisposable
{
    /// <summary>Null where models cannot take the type.</summary>
    readonly SqlType? _type = Read(typeName);

    public string Name => name;

    public string TypeName => typeName;

    public ColumnBuffer Values { get; } = new();

    public ColumnType Column => _type is null
        ? throw UploadErrors.Malformed($"Column '{name}' has type {typeName}, whose values cannot be sent.", "Cast it to a number, a boolean, a text, a date or a timestamp.")
        : SqlTypes.ColumnOf(_type);

    public bool IsText => Column.Element == ElementType.Utf8;

    public TrainingColumn Described => new(name, typeName, _type, _type is null ? null : SqlTypes.ColumnOf(_type));

    public void Dispose() => Values.Dispose();

    static SqlType? Read(string typeName)
    {
        try
        {
            return SqlType.Parse(typeName) switch
            {
                { IsArray: true } => null,
                { Kind: SqlTypeKind.VarChar or SqlTypeKind.Char or SqlTypeKind.Text } => new(SqlTypeKind.VarChar),
                { Kind: SqlTypeKind.Decimal } type => type,
                var type => new(type.Kind),
            };
        }
        catch (LanguageException)
        {
            return null;
        }
    }
}
