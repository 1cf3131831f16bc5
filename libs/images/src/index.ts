export { findBuilder, type Builder } from './build/builder.ts';
export { buildImages } from './build/build-images.ts';
export { judgeSizes, type BuiltImage } from './build/judge-sizes.ts';
export { runCommand, type Command } from './build/run-command.ts';
export { images } from './image-catalog.ts';
export { makeStandIns } from './stand-ins/make-stand-ins.ts';
