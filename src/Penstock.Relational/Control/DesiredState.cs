namespace Penstock.Relational;

/// <summary>What an operator wants of a pipeline on all its replicas.</summary>
public enum DesiredState
{
    Running,

    /// <summary>Nothing more is claimed; what is claimed is finished.</summary>
    Paused,

    /// <summary>Work goes on until the source gives nothing more; then nothing is claimed.</summary>
    Draining,
}
