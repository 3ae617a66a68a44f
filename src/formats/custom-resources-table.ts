import type { Fetcher } from '../domain/reference.ts';
import type { Cursor } from './document.ts';
import { cloudRun, configConnector, controller, knative } from './fetchers.ts';

/** One kind of the table: where its images, containers and PodSpecs stand. */
export interface CustomResource {
  /** The API group; every version of it counts. */
  readonly group: string;
  readonly kinds: readonly string[];
  /** Paths of PodSpecs: all their containers and image volumes. */
  readonly pods?: readonly string[];
  /** Paths of containers: `image` and `name`. */
  readonly containers?: readonly string[];
  /** Paths of scalars that are image names. */
  readonly images?: readonly string[];
  /** Who fetches them, where that is not the node. */
  readonly fetcher?: (root: Cursor) => Fetcher;
}

const WORKFLOW = [
  'container',
  'script',
  'initContainers[*]',
  'sidecars[*]',
  'containerSet.containers[*]',
];
const templates = (at: string): readonly string[] => [
  ...WORKFLOW.map((one) => `${at}.templates[*].${one}`),
  ...WORKFLOW.map((one) => `${at}.templateDefaults.${one}`),
  // Templates that stand in a step or a task of a DAG.
  ...WORKFLOW.map((one) => `${at}.templates[*].**.inline.${one}`),
];
const TASK = ['steps[*]', 'sidecars[*]', 'stepTemplate'];
const task = (at: string): readonly string[] => TASK.map((one) => `${at}.${one}`);
/** Pipelines may stand in pipelines. */
const pipeline = (at: string): readonly string[] => task(`${at}.**.taskSpec`);

/** Kind → where its images stand. A kind of another project is a row here, and nothing else. */
export const table: readonly CustomResource[] = [
  // Argo
  { group: 'argoproj.io', kinds: ['Rollout'], pods: ['spec.template.spec'] },
  {
    group: 'argoproj.io',
    kinds: ['Experiment'],
    pods: ['spec.templates[*].template.spec'],
  },
  {
    group: 'argoproj.io',
    kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
    pods: ['spec.metrics[*].provider.job.spec.template.spec'],
  },
  {
    group: 'argoproj.io',
    kinds: ['Workflow', 'WorkflowTemplate', 'ClusterWorkflowTemplate'],
    containers: templates('spec'),
  },
  {
    group: 'argoproj.io',
    kinds: ['CronWorkflow'],
    containers: templates('spec.workflowSpec'),
  },
  {
    group: 'argoproj.io',
    kinds: ['Sensor'],
    containers: [
      'spec.template.container',
      ...templates('spec.triggers[*].template.argoWorkflow.source.resource.spec'),
      ...templates('spec.triggers[*].template.k8s.source.resource.spec'),
    ],
    pods: [
      'spec.triggers[*].template.k8s.source.resource.spec',
      'spec.triggers[*].template.k8s.source.resource.spec.template.spec',
      'spec.triggers[*].template.k8s.source.resource.spec.jobTemplate.spec.template.spec',
    ],
  },
  {
    group: 'argoproj.io',
    kinds: ['EventSource'],
    containers: ['spec.template.container'],
  },
  // Knative and Cloud Run
  {
    group: 'serving.knative.dev',
    kinds: ['Service', 'Configuration'],
    pods: ['spec.template.spec'],
    fetcher: knative,
  },
  { group: 'serving.knative.dev', kinds: ['Revision'], pods: ['spec'], fetcher: knative },
  {
    group: 'run.googleapis.com',
    kinds: ['Job', 'WorkerPool'],
    pods: ['spec.template.spec.template.spec', 'spec.template.spec'],
    fetcher: cloudRun,
  },
  {
    group: 'run.googleapis.com',
    kinds: ['Execution', 'Task'],
    pods: ['spec.template.spec', 'spec'],
    fetcher: cloudRun,
  },
  {
    group: 'sources.knative.dev',
    kinds: ['ContainerSource'],
    pods: ['spec.template.spec'],
  },
  {
    group: 'run.cnrm.cloud.google.com',
    kinds: ['RunService'],
    containers: ['spec.template.containers[*]'],
    fetcher: configConnector,
  },
  {
    group: 'run.cnrm.cloud.google.com',
    kinds: ['RunJob'],
    containers: ['spec.template.template.containers[*]'],
    fetcher: configConnector,
  },
  // Tekton
  { group: 'tekton.dev', kinds: ['Task', 'ClusterTask'], containers: task('spec') },
  { group: 'tekton.dev', kinds: ['TaskRun'], containers: task('spec.taskSpec') },
  { group: 'tekton.dev', kinds: ['Pipeline'], containers: pipeline('spec') },
  {
    group: 'tekton.dev',
    kinds: ['PipelineRun'],
    containers: pipeline('spec.pipelineSpec'),
  },
  { group: 'tekton.dev', kinds: ['StepAction'], images: ['spec.image'] },
  // Scaling and batch
  { group: 'keda.sh', kinds: ['ScaledJob'], pods: ['spec.jobTargetRef.template.spec'] },
  {
    group: 'jobset.x-k8s.io',
    kinds: ['JobSet'],
    pods: ['spec.replicatedJobs[*].template.spec.template.spec'],
  },
  {
    group: 'leaderworkerset.x-k8s.io',
    kinds: ['LeaderWorkerSet'],
    pods: [
      'spec.leaderWorkerTemplate.leaderTemplate.spec',
      'spec.leaderWorkerTemplate.workerTemplate.spec',
    ],
  },
  {
    group: 'ray.io',
    kinds: ['RayCluster'],
    pods: ['spec.headGroupSpec.template.spec', 'spec.workerGroupSpecs[*].template.spec'],
  },
  {
    group: 'ray.io',
    kinds: ['RayJob'],
    pods: [
      'spec.rayClusterSpec.headGroupSpec.template.spec',
      'spec.rayClusterSpec.workerGroupSpecs[*].template.spec',
      'spec.submitterPodTemplate.spec',
    ],
  },
  {
    group: 'ray.io',
    kinds: ['RayService'],
    pods: [
      'spec.rayClusterConfig.headGroupSpec.template.spec',
      'spec.rayClusterConfig.workerGroupSpecs[*].template.spec',
    ],
  },
  // Kubeflow
  { group: 'kubeflow.org', kinds: ['Notebook'], pods: ['spec.template.spec'] },
  {
    group: 'kubeflow.org',
    kinds: ['PyTorchJob'],
    pods: ['spec.pytorchReplicaSpecs.*.template.spec'],
  },
  {
    group: 'kubeflow.org',
    kinds: ['TFJob'],
    pods: ['spec.tfReplicaSpecs.*.template.spec'],
  },
  {
    group: 'kubeflow.org',
    kinds: ['MPIJob'],
    pods: ['spec.mpiReplicaSpecs.*.template.spec'],
  },
  {
    group: 'kubeflow.org',
    kinds: ['XGBoostJob'],
    pods: ['spec.xgbReplicaSpecs.*.template.spec'],
  },
  {
    group: 'kubeflow.org',
    kinds: ['PaddleJob'],
    pods: ['spec.paddleReplicaSpecs.*.template.spec'],
  },
  {
    group: 'kubeflow.org',
    kinds: ['JAXJob'],
    pods: ['spec.jaxReplicaSpecs.*.template.spec'],
  },
  {
    group: 'serving.kserve.io',
    kinds: ['ServingRuntime', 'ClusterServingRuntime'],
    pods: ['spec'],
  },
  {
    group: 'serving.kserve.io',
    kinds: ['InferenceService'],
    pods: ['spec.predictor', 'spec.transformer', 'spec.explainer'],
    containers: [
      'spec.predictor.model',
      'spec.predictor.pytorch',
      'spec.predictor.sklearn',
      'spec.predictor.tensorflow',
      'spec.predictor.triton',
      'spec.predictor.xgboost',
    ],
  },
  // Data
  {
    group: 'sparkoperator.k8s.io',
    kinds: ['SparkApplication'],
    images: ['spec.image', 'spec.driver.image', 'spec.executor.image'],
    containers: [
      'spec.driver.initContainers[*]',
      'spec.driver.sidecars[*]',
      'spec.executor.initContainers[*]',
      'spec.executor.sidecars[*]',
    ],
  },
  {
    group: 'sparkoperator.k8s.io',
    kinds: ['ScheduledSparkApplication'],
    images: [
      'spec.template.image',
      'spec.template.driver.image',
      'spec.template.executor.image',
    ],
  },
  {
    group: 'flink.apache.org',
    kinds: ['FlinkDeployment'],
    images: ['spec.image'],
    pods: [
      'spec.podTemplate.spec',
      'spec.jobManager.podTemplate.spec',
      'spec.taskManager.podTemplate.spec',
    ],
  },
  { group: 'postgresql.cnpg.io', kinds: ['Cluster'], images: ['spec.imageName'] },
  {
    group: 'postgresql.cnpg.io',
    kinds: ['ImageCatalog', 'ClusterImageCatalog'],
    images: ['spec.images[*].image'],
  },
  {
    group: 'acid.zalan.do',
    kinds: ['postgresql'],
    images: ['spec.dockerImage'],
    containers: ['spec.sidecars[*]', 'spec.initContainers[*]'],
  },
  // Prometheus operator
  {
    group: 'monitoring.coreos.com',
    kinds: ['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'],
    images: ['spec.image', 'spec.thanos.image'],
    containers: ['spec.containers[*]', 'spec.initContainers[*]'],
  },
  // Games, platforms, CI
  { group: 'agones.dev', kinds: ['Fleet'], pods: ['spec.template.spec.template.spec'] },
  {
    group: 'agones.dev',
    kinds: ['GameServer', 'GameServerSet'],
    pods: ['spec.template.spec'],
  },
  {
    group: 'pkg.crossplane.io',
    kinds: ['Provider', 'Configuration', 'Function'],
    fetcher: controller,
    images: ['spec.package'],
  },
  {
    group: 'pkg.crossplane.io',
    kinds: ['DeploymentRuntimeConfig'],
    fetcher: controller,
    pods: ['spec.deploymentTemplate.spec.template.spec'],
  },
  {
    group: 'apps.openshift.io',
    kinds: ['DeploymentConfig'],
    pods: ['spec.template.spec'],
  },
  { group: 'prow.k8s.io', kinds: ['ProwJob'], pods: ['spec.pod_spec'] },
];
