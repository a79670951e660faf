using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Tests.Columns;

public sealed class ColumnBufferTests
{
    [Fact]
    public unsafe void More_text_than_offsets_can_address_is_refused_before_it_is_read()
    {
        using var buffer = new ColumnBuffer();
        buffer.Reset(ElementType.Utf8, 3);
        buffer.AppendText("x"u8);
        byte nothing = 0;
        var start = &nothing;
        int[] offsets = [0, int.MaxValue];

        var appended = Assert.Throws<SqlInferenceException>(() => buffer.AppendText(new(start, int.MaxValue)));
        fixed (int* first = offsets)
        {
            var column = new ColumnView(ElementType.Utf8, 1, first, null, start);
            var written = Assert.Throws<SqlInferenceException>(() => buffer.Write(column, 0, 1, 1));
            Assert.Equal(appended.Message, written.Message);
        }

        Assert.Equal(ErrorConditions.InputNotAccepted, appended.Condition);
        Assert.Equal(1, buffer.AppendedRows);
    }
}
