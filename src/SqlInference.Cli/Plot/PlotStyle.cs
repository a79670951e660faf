namespace SqlInference.Cli.Plot;

/// <summary>The picture's style sheet. Colours follow the viewer's light or dark theme, also where the picture stands in a page as an image.</summary>
static class PlotStyle
{
    public const string Css =
        """
        text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:13px;fill:#59636e}
        .title{font-size:20px;font-weight:600;fill:#1f2328}
        .event{fill:#7d4e00;font-weight:600}
        .right{text-anchor:end}.middle{text-anchor:middle}
        .page{fill:#ffffff}
        .band{fill:#f5b83d;fill-opacity:.28}
        .pole{stroke:#bf8700;stroke-width:1;fill:none}
        .grid{stroke:#d1d9e0;stroke-width:1;fill:none;stroke-opacity:.7}
        .value{stroke:#4178be;stroke-width:1;fill:none;stroke-linejoin:round}
        .score{stroke:#59636e;stroke-width:1;fill:none;stroke-linejoin:round}
        .cutoff{stroke:#cf222e;stroke-width:1.2;stroke-dasharray:6 4;fill:none}
        .dot{stroke:#cf222e;stroke-width:5.5;stroke-linecap:round;fill:none}
        @media (prefers-color-scheme:dark){
        text{fill:#9198a1}.title{fill:#f0f6fc}.event{fill:#e3b341}.page{fill:#0d1117}.band{fill:#d29922;fill-opacity:.3}.pole{stroke:#9e6a03}
        .grid{stroke:#3d444d}.value{stroke:#6cb0f5}.score{stroke:#9198a1}.cutoff,.dot{stroke:#ff7b72}
        }
        """;
}
